import type { TextEntry } from "./narrow.ts";
import { MAX_QUOTED_LENGTH } from "./narrow.ts";

/** A policy that Helm or Argo CD applies as a hook. */
export interface Hook {
  /** `helm.sh/hook: test`. */
  readonly words: string;
  readonly keyOffset: number;
  /** Whether it is there once all is deployed. */
  readonly state: "stays" | "is-not-there";
}

/** All hooks that Helm knows, `test-success` by its old name. Source: Helm `pkg/release/util/manifest_sorter.go`, `events`. */
const HELM_KNOWN: ReadonlySet<string> = new Set([
  "pre-install",
  "post-install",
  "pre-delete",
  "post-delete",
  "pre-upgrade",
  "post-upgrade",
  "pre-rollback",
  "post-rollback",
  "test",
  "test-success",
]);

/** Those by which an install or an upgrade leaves the object there. Source: Helm, "Chart Hooks". */
const HELM_STAYS: ReadonlySet<string> = new Set(["pre-install", "post-install", "pre-upgrade", "post-upgrade"]);

/** The same of Argo CD. Source: Argo CD, "Resource Hooks"; gitops-engine `sync/hook`. */
const ARGO_STAYS: ReadonlySet<string> = new Set(["presync", "sync", "postsync"]);

const HELM_HOOK = "helm.sh/hook";
const ARGO_HOOK = "argocd.argoproj.io/hook";
const HELM_DELETE = "helm.sh/hook-delete-policy";
const ARGO_DELETE = "argocd.argoproj.io/hook-delete-policy";

/**
 * What annotations say of an object as a hook; `null` where it is none. Helm passes over an object with a hook that it does
 * not know, beside others or alone, and Argo CD one that is to be skipped. Both delete a hook that succeeded where that is said.
 */
export function hookOf(annotations: readonly TextEntry[]): Hook | null {
  const found = annotations.filter(({ key }) => key === HELM_HOOK || key === ARGO_HOOK);
  const [first] = found;
  if (first === undefined) return null;
  const deletes = annotations.find(
    ({ key, value }) =>
      (key === HELM_DELETE || key === ARGO_DELETE) &&
      wordsOf(value).some((word) => word === "hook-succeeded" || word === "hooksucceeded"),
  );
  const out =
    found.find(({ key, value }) => !(key === HELM_HOOK ? staysInHelm : staysInArgo)(wordsOf(value))) ?? deletes;
  const { key, value, keyOffset } = out ?? first;
  return {
    words: `${key}: ${value.slice(0, MAX_QUOTED_LENGTH)}`,
    keyOffset,
    state: out === undefined ? "stays" : "is-not-there",
  };
}

function staysInHelm(words: readonly string[]): boolean {
  return words.every((word) => HELM_KNOWN.has(word)) && words.some((word) => HELM_STAYS.has(word));
}

function staysInArgo(words: readonly string[]): boolean {
  return !words.includes("skip") && words.some((word) => ARGO_STAYS.has(word));
}

function wordsOf(value: string): readonly string[] {
  return value.split(",").map((word) => word.trim().toLowerCase());
}
