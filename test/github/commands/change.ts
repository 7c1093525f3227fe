/** The small shop before and after its policy got another port, as commands see it. */
import { defaultConfig, toClusterSettings } from "../../../src/config/index.ts";
import { compare } from "../../../src/engine/index.ts";
import type { ReviewedPullRequest } from "../../../src/github/commands/outcome.ts";
import { readClusters, type Snapshot } from "../../../src/manifests/index.ts";
import { changedShop, shop } from "../../cli/shop.ts";

export type Files = Readonly<Record<string, string>>;

export function reviewed(before: Files = shop, after: Files = changedShop): ReviewedPullRequest {
  const { base, head } = readClusters(snapshot(before), snapshot(after), { defaultNamespace: "default" });
  const diff = compare(base.cluster, head.cluster, toClusterSettings(defaultConfig));
  return {
    change: {
      roots: [{ root: ".", config: defaultConfig, base, head }],
      config: defaultConfig,
      configured: { path: null, base: "main", head: "same", problems: [] },
      diagnostics: head.diagnostics,
      report: () => ({
        roots: [
          {
            root: ".",
            diff,
            diagnostics: head.diagnostics,
            counts: { base: base.counts, head: head.counts },
            compared: { base: "main", head: "feature" },
            policies: { base: ["shop/db"], head: ["shop/db"] },
          },
        ],
      }),
    },
    link: ({ path, line }, side) => `https://github.test/blob/${side ?? "none"}/${path}#L${String(line)}`,
  };
}

function snapshot(files: Files): Snapshot {
  const entries = Object.entries(files);
  return {
    files: entries.map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text), blobId: `${path} ${text}` })),
    skipped: [],
  };
}
