/** The demo's repository of overlays and a chart, and its change, in which no line of a policy changes. */
import { fileURLToPath } from "node:url";
import { filesOfFolder } from "../github/fake/index.ts";

const decoder = new TextDecoder();

export const platform: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(filesOfFolder(fileURLToPath(new URL("../../demo/platform", import.meta.url)))).map(
    ([path, content]) => [path, typeof content === "string" ? content : decoder.decode(content as Uint8Array)],
  ),
);

/** A file of the platform with one word for another, which it must hold. */
export function edited(path: string, from: string, to: string): Readonly<Record<string, string>> {
  const text = platform[path];
  if (text?.includes(from) !== true) throw new Error(`${path} does not hold \`${from}\``);
  return { [path]: text.replace(from, to) };
}

export const platformChange = {
  ...edited("overlays/prod/kustomization.yaml", "203.0.113.0/24", "203.0.0.0/16"),
  ...edited("charts/metrics/values.yaml", "port: 9090", "port: 9091"),
  ...edited("cluster/namespaces.yaml", "team: research", "team: observability"),
};
