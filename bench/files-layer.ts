/** Measures the command from end to end: two directories of manifests in, a diff out, every time cold. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CHANGES, type ChangeName } from "./changes.ts";
import { generateCluster } from "./generate.ts";
import { otherFiles } from "./other-files.ts";
import { median, rounded, runNode, runPeer } from "./runs.ts";
import type { Size } from "./sizes.ts";
import { manifestsOf, writeFiles } from "./write-repository.ts";

const COMMAND = fileURLToPath(new URL("../../../bin/netpol.js", import.meta.url));

export interface FilesResult {
  readonly layer: "files";
  readonly size: string;
  readonly change: ChangeName;
  readonly runs: number;
  readonly files: number;
  readonly megabytes: number;
  /** Median of the whole process. */
  readonly milliseconds: number;
  readonly peakMegabytes: number;
  readonly outputBytes: number;
  /** The other tool on the same manifests, one run; `null` when none is named or it did not end in time. */
  readonly peerMilliseconds: number | null;
}

/** `peer`: path of a netpol-analyzer binary, or `null`. */
export function measureFiles(size: Size, change: ChangeName, runs: number, peer: string | null): FilesResult {
  const scratch = mkdtempSync(join(tmpdir(), "netpol-bench-"));
  const [before, after] = [join(scratch, "before"), join(scratch, "after")];
  const base = generateCluster(size);
  const others = otherFiles(size.otherFiles ?? 0);
  const written = writeFiles(before, new Map([...manifestsOf(base), ...others]));
  writeFiles(after, new Map([...manifestsOf(CHANGES[change](base)), ...others]));
  const all = Array.from({ length: runs }, () => runNode(COMMAND, ["diff", before, after, "--format", "json"]));
  const peerRun = peer === null ? null : runPeer(peer, ["diff", "--dir1", before, "--dir2", after, "-q"]);
  rmSync(scratch, { recursive: true });
  return {
    layer: "files",
    size: size.name,
    change,
    runs,
    files: written.files,
    megabytes: rounded(written.bytes / 1e6),
    milliseconds: rounded(median(all.map((one) => one.milliseconds))),
    peakMegabytes: rounded(median(all.map((one) => one.peakKilobytes)) / 1024),
    outputBytes: all[0]?.output.length ?? 0,
    peerMilliseconds: peerRun === null || peerRun.status === null ? null : rounded(peerRun.milliseconds),
  };
}
