/** What a change comes to, root by root, with a renderer that the tests make up. */
import { describe, expect, it } from "vitest";
import { defaultConfig, toClusterSettings } from "../../src/config/index.ts";
import { compare } from "../../src/engine/index.ts";
import { createFileReader } from "../../src/manifests/index.ts";
import { renderChange, type RenderAll, type RenderOptions } from "../../src/render/index.ts";
import type { ChangeReading } from "../../src/review/index.ts";
import { readRendered, snapshotOf, type Files } from "../support/change.ts";

type Rendered = Awaited<ReturnType<RenderAll>>[number];

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: i }] } } }
`;
const CLOSED = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: shop }
spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }
`;
const OPEN = CLOSED.replace("[{ from: [{ podSelector: {} }] }]", "[{}]");
const KUSTOMIZATION = "resources: [web.yaml, np.yaml]\n";
const OVERLAY: Files = {
  "prod/kustomization.yaml": KUSTOMIZATION,
  "prod/web.yaml": DEPLOYMENT,
  "prod/np.yaml": CLOSED,
};
const NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: { name: monitoring, labels: { team: ops } }\n";

/** Renders a kustomization to the files beside it, and counts what it is asked. */
function fakeRenderer(answer: (directory: string, documents: readonly string[]) => Rendered | null = () => null): {
  readonly renderAll: RenderAll;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const decoder = new TextDecoder();
  return {
    asked,
    renderAll: (requests, files) =>
      Promise.resolve(
        requests.map((request): Rendered => {
          const directory = request.renderer === "helm" ? request.chart : request.directory;
          asked.push(directory);
          const own = [...files].filter(
            ([path]) => path.startsWith(`${directory}/`) && !path.includes("kustomization"),
          );
          const documents = own.map(([path, bytes]) => ({ path, text: decoder.decode(bytes) }));
          return (
            answer(
              directory,
              documents.map(({ text }) => text),
            ) ?? { documents, missing: [] }
          );
        }),
      ),
  };
}

function change(
  base: Files,
  head: Files,
  { renderAll }: { readonly renderAll: RenderAll } = fakeRenderer(),
  environments: RenderOptions["environments"] = [],
): ReturnType<typeof readRendered> {
  return readRendered(base, head, renderAll, environments);
}

/** `root: newly allowed, newly denied`, of roots where something changed. */
function flows({ roots }: ChangeReading): readonly string[] {
  return roots.flatMap(({ root, base, head }) => {
    const { newlyAllowed, newlyDenied } = compare(base.cluster, head.cluster, toClusterSettings(defaultConfig));
    const counts = [newlyAllowed.length, newlyDenied.length];
    return counts.every((count) => count === 0) ? [] : [`${root}: ${counts.join(", ")}`];
  });
}

function told({ news }: ChangeReading): readonly string[] {
  return news.map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}

describe("a kustomization", () => {
  it("is what it is rendered to, and its files are nothing else", async () => {
    const { reading } = await change(OVERLAY, { ...OVERLAY, "prod/np.yaml": OPEN });
    expect(reading.roots.map(({ root }) => root)).toEqual(["prod"]);
    expect(flows(reading)).toHaveLength(1);
    expect(told(reading)).toEqual([]);
  });

  it("is rendered once for what both sides have alike, and not at all beside another root where nothing changes", async () => {
    const renderer = fakeRenderer();
    const stage = Object.fromEntries(
      Object.entries(OVERLAY).map(([path, text]) => [
        path.replace("prod", "stage"),
        text.replace("namespace: shop", "namespace: stage"),
      ]),
    );
    const base = { ...OVERLAY, ...stage };
    const { rendered } = await change(base, { ...base, "prod/np.yaml": OPEN }, renderer);
    expect(rendered.unchanged).toEqual(["stage"]);
    expect(renderer.asked).toEqual(["prod", "prod"]);
    const alone = fakeRenderer();
    await change(OVERLAY, OVERLAY, alone);
    expect(alone.asked).toEqual(["prod"]);
  });

  it("is rendered although nothing in it changes where it may have pods that a changed policy selects", async () => {
    const stage = Object.fromEntries(
      Object.entries(OVERLAY).map(([path, text]) => [path.replace("prod", "stage"), text]),
    );
    const renderer = fakeRenderer();
    const base = { ...OVERLAY, ...stage };
    const { rendered } = await change(base, { ...base, "prod/np.yaml": OPEN }, renderer);
    expect(rendered.neighbours.map(({ name }) => name)).toEqual(["stage"]);
    expect(renderer.asked).toEqual(["prod", "prod", "stage"]);
  });

  it("is told what concerns no root, where none changes", async () => {
    const base = { ...OVERLAY, "stage/kustomization.yaml": "resources: []\n" };
    const { reading, rendered } = await change(base, { ...base, "prod/unused.yaml": OPEN });
    expect(rendered.roots).toEqual([]);
    expect(reading.roots).toEqual([]);
    expect(reading.repository.news.map(({ code }) => code)).toEqual(["in-no-kustomization"]);
    expect(reading.unchanged).toEqual(["prod", "stage"]);
    const same = await change(base, base);
    expect(same.reading.repository.news).toEqual([]);
  });

  it("is not rendered for being another overlay of what changes", async () => {
    const overlays = {
      "o/kustomization.yaml": "resources: [../prod]\n",
      "q/kustomization.yaml": "resources: [../prod]\n",
    };
    const renderer = fakeRenderer();
    const base = { ...OVERLAY, ...overlays, "o/np.yaml": CLOSED };
    const listed = { "o/kustomization.yaml": "resources: [../prod, np.yaml]\n" };
    const { rendered } = await change(base, { ...base, ...listed }, renderer);
    expect(rendered.unchanged).toEqual(["q"]);
    expect(renderer.asked).toEqual(["o", "o"]);
  });

  it.each(["prod", "."])("holds what was left unread in its directory: %s", async (directory) => {
    const files =
      directory === "."
        ? Object.fromEntries(Object.entries(OVERLAY).map(([path, text]) => [path.slice(5), text]))
        : OVERLAY;
    const path = directory === "." ? "sub/big.yaml" : "prod/sub/big.yaml";
    const snapshot = { ...snapshotOf(files), skipped: [{ path, reason: "too large" }] };
    const { roots } = await renderChange(
      { base: snapshot, head: snapshot },
      {
        renderAll: fakeRenderer().renderAll,
        environments: [],
        defaultNamespace: "default",
        reader: createFileReader(),
        which: "all",
      },
    );
    const own = roots.find(({ name }) => name === directory);
    expect(own?.head.skipped.map((entry) => entry.path)).toEqual([path]);
  });

  it("stands as before where the change breaks it, which is an error of the change", async () => {
    const breaks = fakeRenderer((_, documents) =>
      documents.includes(OPEN) ? { failed: "no such thing", missing: [] } : null,
    );
    const { reading } = await change(OVERLAY, { ...OVERLAY, "prod/np.yaml": OPEN }, breaks);
    expect(flows(reading)).toEqual([]);
    expect(told(reading)).toEqual(["error render-failed prod/kustomization.yaml"]);
    expect(reading.changed.has("prod/kustomization.yaml")).toBe(true);
  });

  it("is all new where only the head can be rendered, which is said", async () => {
    const breaks = fakeRenderer((_, documents) =>
      documents.includes(CLOSED) ? { failed: "no such thing", missing: [] } : null,
    );
    const { reading } = await change(OVERLAY, { ...OVERLAY, "prod/np.yaml": OPEN }, breaks);
    expect(reading.roots[0]?.base.cluster.workloads).toEqual([]);
    expect(reading.roots[0]?.head.cluster.workloads).toHaveLength(1);
    expect(told(reading)).toContain("warning render-failed prod/kustomization.yaml");
  });

  it("that neither side can render is a warning where it builds on what is not here, with an error for what changes, else an error", async () => {
    const missing = {
      kind: "base",
      path: "prod/kustomization.yaml",
      line: 1,
      reference: "https://example.com/base",
      repository: null,
      version: null,
    } as const;
    const head = { ...OVERLAY, "prod/np.yaml": OPEN };
    const remote = fakeRenderer(() => ({ failed: "no matches", missing: [missing] }));
    const { reading } = await change(OVERLAY, head, remote);
    expect(told(reading).filter((line) => line.startsWith("error"))).toEqual(["error render-failed prod/np.yaml"]);
    const { reading: broken } = await change(
      OVERLAY,
      head,
      fakeRenderer(() => ({ failed: "no matches", missing: [] })),
    );
    expect(told(broken)).toContain("error render-failed prod/kustomization.yaml");
  });
});

describe("a policy", () => {
  const elsewhere = (documents: readonly string[]): Rendered => ({
    documents: documents.map((text) => ({
      path: "prod/np.yaml",
      text: text.replaceAll("namespace: shop", "namespace: live"),
    })),
    missing: [],
  });

  it("that its root puts into another namespace than its file names is a warning, which is counted when it stood before", async () => {
    const renderer = fakeRenderer((_, documents) => (documents.includes(OPEN) ? elsewhere(documents) : null));
    const head = { ...OVERLAY, "prod/np.yaml": OPEN };
    expect(told((await change(OVERLAY, head, renderer)).reading)).toEqual(["warning policy-moved prod/np.yaml"]);
    const always = fakeRenderer((_, documents) => elsewhere(documents));
    expect(told((await change(OVERLAY, head, always)).reading)).toEqual(["notice standing ."]);
  });

  it("of which nobody wrote the namespace is not moved", async () => {
    const nameless = { ...OVERLAY, "prod/np.yaml": CLOSED.replace(", namespace: shop", "") };
    const renderer = fakeRenderer((_, documents) => ({
      documents: documents.map((text) => ({
        path: "prod/np.yaml",
        text: text.replace("name: web }", "name: web, namespace: live }"),
      })),
      missing: [],
    }));
    expect(told((await change(OVERLAY, nameless, renderer)).reading)).toEqual([]);
  });
});

describe("what is not fetched", () => {
  const missing = (reference: string, documents: readonly string[]): Rendered => ({
    documents: documents.map((text) => ({ text, path: null })),
    missing: [
      { kind: "base", path: "prod/kustomization.yaml", line: 2, reference, repository: null, version: null },
      {
        kind: "generator-file",
        path: "prod/kustomization.yaml",
        line: 3,
        reference: "a",
        repository: null,
        version: null,
      },
    ],
  });
  const head = { ...OVERLAY, "prod/np.yaml": OPEN };

  it("is a notice while it is the same, where its kustomization is not touched only counted", async () => {
    const renderer = fakeRenderer((_, documents) => missing("https://example.com/a?ref=v1", documents));
    const { reading } = await change(OVERLAY, head, renderer);
    expect(told(reading)).toEqual(["notice standing ."]);
  });

  it("is a warning where the change refers to something else", async () => {
    const version = (documents: readonly string[]): string => (documents.includes(OPEN) ? "v2" : "v1");
    const { reading } = await change(
      OVERLAY,
      head,
      fakeRenderer((_, documents) => missing(`https://example.com/a?ref=${version(documents)}`, documents)),
    );
    expect(told(reading)).toEqual(["warning not-fetched prod/kustomization.yaml"]);
    expect(reading.news[0]?.line).toBe(2);
  });
});

describe("namespaces", () => {
  const GRANT = CLOSED.replace("podSelector: {} }] }]", "namespaceSelector: { matchLabels: { team: ops } } }] }]");
  const base = { ...OVERLAY, "prod/np.yaml": GRANT, "cluster/ns.yaml": NAMESPACE };

  it("that another root declares are known by their labels, and a label that changes changes flows", async () => {
    const { reading } = await change(base, { ...base, "cluster/ns.yaml": NAMESPACE.replace("ops", "dev") });
    const prod = reading.roots.find(({ root }) => root === "prod");
    const names = (side: "base" | "head") => prod?.[side].cluster.namespaces.map(({ name }) => name);
    expect(names("base")).toEqual(["shop", "monitoring"]);
    expect(names("head")).toEqual(["shop", "monitoring"]);
    expect(flows(reading)).toEqual(["prod: 0, 1"]);
  });

  it("about which files contradict each other are nobody's", async () => {
    const two = { ...base, "other/ns.yaml": NAMESPACE.replace("ops", "dev") };
    const { rendered } = await change(two, { ...two, "prod/web.yaml": `${DEPLOYMENT}# more\n` });
    expect([...rendered.namespaces.head.known.keys()]).toEqual([]);
    expect(rendered.diagnostics.head.map(({ code }) => code)).toContain("namespace-contradicted");
  });
});

describe("an environment", () => {
  it("holds its roots together, so that flows between them are seen", async () => {
    const db = {
      "db/kustomization.yaml": "resources: [db.yaml]\n",
      "db/db.yaml": DEPLOYMENT.replace("name: web", "name: db").replace("app: web", "app: db"),
    };
    const base = { ...OVERLAY, ...db };
    const environments = [{ name: "production", roots: ["prod", "db"], namespace: null }];
    const { reading } = await change(base, { ...base, "prod/np.yaml": OPEN }, fakeRenderer(), environments);
    expect(reading.roots.map(({ root }) => root)).toEqual(["production"]);
    expect(reading.roots[0]?.head.cluster.workloads.map(({ name }) => name).toSorted()).toEqual(["db", "web"]);
  });
});
