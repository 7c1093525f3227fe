/** Names that strangers choose, in every field: nothing published has a link, HTML, a mention or a reference of theirs. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Files } from "../fake/index.ts";
import { hostile } from "../../report/hostile-names.ts";
import { readCheckRun, readPublished, readReply } from "./published.ts";
import { policy, SHOP } from "./shop.ts";
import { PATIENCE, setStage } from "./stage.ts";

const stage = setStage();

/** Chosen to break out of each place that a name may stand in. */
const CHOSEN: readonly string[] = [
  "a`b``c",
  "|x|",
  "](https://evil.test)",
  "![x](https://evil.test/x.png)",
  "<img src=x onerror=alert(1)>",
  "</details><h1>free</h1>",
  "--><b>loose</b><!--",
  "@acme/ops please approve",
  "acme/ops#1 and #2 and GH-3",
  "https://evil.test www.evil.test",
  "line\nbreak\r\n# heading",
  "\u202Egnp.yaml\u2066",
  "'single' \"double\" \\back [brackets] {braces}",
  "netpol:v1 id=default",
];

/** And those that nobody would think of, the same in every run. */
const NAMES = [...CHOSEN, ...fc.sample(hostile, { seed: 7, numRuns: 30 })].map((name) => Buffer.from(name).toString());

/** What can be a part of a path: anything but a slash and NUL. */
function pathPart(name: string): string {
  return name.replaceAll(/[/\0]/g, "-");
}

/** What git takes for a branch, after the colon of `git check-ref-format`. */
function branchName(name: string): string {
  // eslint-disable-next-line no-control-regex -- that is what git refuses
  return name.replaceAll(/[\u0000-\u0020\u007F~^:?*[\\]|\.\.|@\{|\/\/|\.$/g, "-");
}

/** As JSON, which is YAML: the name comes through whatever it holds. */
function manifest(kind: string, metadata: object, spec: object): string {
  const apiVersion = kind === "NetworkPolicy" ? "networking.k8s.io/v1" : "apps/v1";
  return `${JSON.stringify({ apiVersion, kind, metadata, spec })}\n`;
}

function pods(labels: object): object {
  return { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [] } } };
}

/** Every name in every field, each field in a file of its own: what is wrong with one hides nothing of another. */
function manifestsOf(name: string, index: number): Files {
  const folder = `k8s/${String(index)}${pathPart(name)}`;
  const fine = { name: `app-${String(index)}`, namespace: "shop" };
  const spec = (peer: object): object => ({
    podSelector: {},
    policyTypes: ["Ingress"],
    ingress: [{ from: [peer], ports: [{ port: name }] }],
  });
  return {
    [`${folder}/name.yaml`]: manifest("Deployment", { ...fine, name }, pods({ app: "x" })),
    [`${folder}/namespace.yaml`]: manifest("Deployment", { ...fine, namespace: name }, pods({ app: "x" })),
    [`${folder}/label.yaml`]: manifest("Deployment", fine, pods({ app: name, [name]: "x" })),
    [`${folder}/kind.yaml`]: manifest(name, fine, pods({ app: "x" })),
    [`${folder}/api.yaml`]: manifest("Deployment", fine, pods({ app: "x" })).replace(
      "apps/v1",
      JSON.stringify(name).slice(1, -1),
    ),
    [`${folder}/port.yaml`]: manifest(
      "NetworkPolicy",
      { ...fine, name: `port-${String(index)}` },
      spec({ podSelector: {} }),
    ),
    [`${folder}/peer.yaml`]: manifest(
      "NetworkPolicy",
      { ...fine, name: `peer-${String(index)}` },
      spec({ podSelector: { matchLabels: { [name]: name } }, namespaceSelector: { matchLabels: { team: name } } }),
    ),
    [`${folder}/block.yaml`]: manifest(
      "NetworkPolicy",
      { ...fine, name: `block-${String(index)}` },
      spec({ ipBlock: { cidr: name } }),
    ),
    [`${folder}/broken.yaml`]: `kind: ${name}\n  bad: [${name}\n`,
    [`${folder}/policy.yaml`]: policy("frontend").replace("name: db,", `name: db-${String(index)},`),
  };
}

it.concurrent("in manifests, paths, labels and the configuration", async () => {
  const config = NAMES.map((name) => `${JSON.stringify(name)}: ${JSON.stringify(name)}\n`).join("");
  const scene = stage.scene({ files: { ...SHOP, ".github/netpol.yml": config } });
  const { propose, judged, said } = scene;
  const files: Files = Object.assign({}, ...NAMES.map(manifestsOf)) as Files;
  const number = await propose(files, { title: "@acme/ops <b>", body: "@acme/ops <b>", by: "mallory" });
  const run = await judged();
  expect(run).toMatchObject({ conclusion: "failure" });
  readCheckRun(scene, run);
  for (const { path } of run.annotations) expect(Object.keys(files)).toContain(path);
  const page = readPublished(scene, await said(number));
  expect(page.tables.flat().length).toBeGreaterThan(NAMES.length);
});

// Each alone: in a crowd most names are only counted.
it.concurrent.each(CHOSEN.map((name) => [JSON.stringify(name), name]))(
  "in all that a change brings: %s",
  async (_, name) => {
    const config = `${JSON.stringify(name)}: 1\n`;
    const scene = stage.scene({ files: { ...SHOP, ".github/netpol.yml": config } });
    const { github, repository, propose, judged, said, send } = scene;
    const number = await propose(manifestsOf(name, 1), { branch: branchName(name) });
    const run = await judged();
    readCheckRun(scene, run);
    readPublished(scene, await said(number));
    // What opens an HTML comment hides the lines below it, as GitHub does.
    const words = name.replaceAll(/\s+/g, " ").replaceAll("<!--", "<!-");
    const asked = [
      [`/netpol ${words}`, `/netpol who ${words}`, `/netpol explain shop/web -> ${words}`],
      [`/netpol matrix --ns ${words}`, "/netpol config", "/netpol diff"],
    ];
    // A paragraph each: backticks of a name would make code of lines that follow each other.
    await send(...asked.map((commands) => repository.comment(number, commands.join("\n\n"))));
    const replies = () => repository.comments(number).filter(({ body }) => body.startsWith("<!-- netpol:reply"));
    await github.until(() => replies().length === asked.length, PATIENCE);
    for (const { body } of replies()) readReply(scene, body, 3);
  },
);

it.concurrent("in the names of both branches, where one side is empty and so is named", async () => {
  const base = branchName("main`<b>|@acme/ops](//evil.test)#1");
  const head = branchName("gone`</sub>|@acme/ops](//evil.test)#2");
  const scene = stage.scene({ defaultBranch: base });
  const { propose, judged, said } = scene;
  const number = await propose(Object.fromEntries(Object.keys(SHOP).map((path) => [path, null])), { branch: head });
  const run = await judged();
  readCheckRun(scene, run);
  const page = readPublished(scene, await said(number));
  expect(page.text).toContain("</sub>|@\u200Bacme/ops");
});
