/** Snapshots from text, for tests that read manifests. */
import type { Policy, Workload } from "../../src/engine/index.ts";
import { readCluster } from "../../src/manifests/index.ts";
import type { ClusterReading, Diagnostic, Snapshot } from "../../src/manifests/index.ts";

/** Files by path; equal texts have equal blob ids. */
export function snapshot(files: Readonly<Record<string, string>>): Snapshot {
  return {
    files: Object.entries(files).map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text), blobId: text })),
    skipped: [],
  };
}

export function read(files: Readonly<Record<string, string>>): ClusterReading {
  return readCluster(snapshot(files), { defaultNamespace: "default" });
}

/** Reads one file, `a.yaml`. */
export function readText(text: string): ClusterReading {
  return read({ "a.yaml": text });
}

/** `path:line:column severity code message`. */
export function lines(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(
    ({ path, line, column, severity, code, message }) =>
      `${path}:${String(line)}:${String(column)} ${severity} ${code} ${message}`,
  );
}

/** The one policy of a reading. */
export function onlyPolicy(reading: ClusterReading): Policy {
  const [policy, ...others] = reading.cluster.policies;
  if (policy === undefined || others.length > 0) throw new Error(lines(reading.diagnostics).join("\n"));
  return policy;
}

/** The one workload of a reading. */
export function onlyWorkload(reading: ClusterReading): Workload {
  const [workload, ...others] = reading.cluster.workloads;
  if (workload === undefined || others.length > 0) throw new Error(lines(reading.diagnostics).join("\n"));
  return workload;
}

/** A value without its places, for comparing what two texts mean. */
export function withoutOrigins(value: unknown): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, withoutOrigins(item)]));
  if (Array.isArray(value)) return value.map(withoutOrigins);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !/origin/i.test(key));
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutOrigins(item)]));
}
