/** Reviews of stories and of made-up changes, as an answer to a pull request. */
import { compare, reach } from "../../../src/engine/index.ts";
import {
  MAX_COMMENT_BYTES,
  type CheckOptions,
  type CommentOptions,
  type DiffReport,
  type DiffRoot,
} from "../../../src/report/index.ts";
import type { Story } from "../../stories/story.ts";
import { cause, changed, diffOf, diffReport, external, internet, origin, tcp, workload } from "../support.ts";

export const LINK_BASE = "https://git.example/acme/shop/blob";

/** Options under which every place has a link. */
export const OPTIONS: CommentOptions & CheckOptions = {
  link: ({ path, line }, side) => `${LINK_BASE}/${side ?? "head"}/${path}#L${String(line)}`,
  pair: {
    type: "test-merge",
    base: "9c1b0e7".padEnd(40, "0"),
    head: "6dcb09b".padEnd(40, "0"),
    merge: "1f2e3d4".padEnd(40, "0"),
  },
  changed: new Set(["a.yaml"]),
  maxBytes: MAX_COMMENT_BYTES,
  reachability: () => null,
  annotatable: () => true,
};

/** A story as the report of a pull request that changes every file of its head. */
export function storyReview(story: Story): { readonly report: DiffReport; readonly options: typeof OPTIONS } {
  const { base, head, settings } = story;
  const policies = ({ cluster }: Story["base"]): readonly string[] =>
    cluster.policies.map(({ namespace, name }) => `${namespace}/${name}`);
  const root: DiffRoot = {
    root: ".",
    diff: compare(base.cluster, head.cluster, settings),
    diagnostics: head.reading.diagnostics,
    counts: { base: base.reading.counts, head: head.reading.counts },
    compared: { base: "base", head: "head" },
    policies: { base: policies(base), head: policies(head) },
  };
  const both = { base: reach(base.cluster, settings), head: reach(head.cluster, settings) };
  const paths = head.reading.diagnostics.map(({ path }) => path);
  return {
    report: { roots: [root] },
    options: { ...OPTIONS, reachability: () => both, changed: new Set(["a.yaml", ...paths]) },
  };
}

/** So many rows of each kind, one source, one destination and one port each; each with a place of its own. */
export function largeRoot(root: string, allowed: number, denied: number, more: Partial<DiffRoot> = {}): DiffRoot {
  const size = Math.max(allowed, denied, 1);
  const endpoints = [
    ...Array.from({ length: size }, (_, index) => workload(`shop/Deployment/web-${String(index)}`)),
    internet("0.0.0.0/0"),
    external("10.0.0.0/8"),
  ];
  const flows = (count: number, kind: "rule-grants" | "rule-granted", side: "head" | "base") =>
    Array.from({ length: count }, (_, index) =>
      changed(
        [kind === "rule-grants" ? size : size + 1],
        [index],
        tcp(1000 + index),
        cause(
          kind,
          side,
          `NetworkPolicy shop/p-${String(index)}`,
          `ingress[${String(index)}]`,
          origin("a.yaml", index + 1),
        ),
      ),
    );
  const diff = diffOf(endpoints, {
    newlyAllowed: flows(allowed, "rule-grants", "head"),
    newlyDenied: flows(denied, "rule-granted", "base"),
  });
  const [made] = diffReport(diff, { root, ...more }).roots;
  if (made === undefined) throw new Error("a report has a root");
  return made;
}
