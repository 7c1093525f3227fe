import type { Cluster, FlowDiff } from "../engine/index.ts";
import type { DiffRoot } from "../report/index.ts";
import type { RootReading } from "./read-change.ts";

/** What a report of a root is made from. `focusedOn`: the user's words for the part that `diff` was cut to. */
export function diffRoot(
  { root, base, head, news }: RootReading,
  diff: FlowDiff,
  compared: DiffRoot["compared"],
  focusedOn: readonly string[],
): DiffRoot {
  return {
    root,
    diff,
    focusedOn,
    diagnostics: news,
    counts: { base: base.counts, head: head.counts },
    compared,
    policies: { base: policyNames(base.cluster), head: policyNames(head.cluster) },
  };
}

function policyNames({ policies }: Cluster): readonly string[] {
  return policies.map(({ namespace, name }) => `${namespace}/${name}`);
}
