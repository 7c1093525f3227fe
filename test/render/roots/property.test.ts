import fc from "fast-check";
import { expect, it } from "vitest";
import { createFileReader, isManifestFile } from "../../../src/manifests/index.ts";
import { planRoots, type Plans } from "../../../src/render/roots/index.ts";
import { snapshot } from "../../manifests/files.ts";
import { CHART, deployment, plan, policy, type Files } from "./repository.ts";

const DIRECTORIES = [".", "a", "a/x", "a/x/y", "b", "b/x", "b/charts/c", "b/templates"];

const directory = fc.constantFrom(...DIRECTORIES);
const reference = fc.constantFrom(
  ".",
  "..",
  "x",
  "../a",
  "../b",
  "m0.yaml",
  "../m1.yaml",
  "../a/m0.yaml",
  "x/m2.yaml",
  "/m0.yaml",
);
const references = fc.array(reference, { maxLength: 4 }).map((list) => JSON.stringify(list));

const manifest = fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.boolean()).map(([file, name, isPolicy]) => ({
  name: `m${String(file)}.yaml`,
  text: isPolicy ? policy(`p${String(name)}`) : deployment(`d${String(name)}`),
}));

const kustomization = fc
  .record({
    kind: fc.constantFrom("Kustomization", "Component"),
    resources: references,
    patches: references,
    files: references,
  })
  .map(({ kind, resources, patches, files }) => ({
    name: "kustomization.yaml",
    text: `kind: ${kind}\nresources: ${resources}\npatchesStrategicMerge: ${patches}\nconfigMapGenerator: [{files: ${files}}]\n`,
  }));

const chart = fc
  .constantFrom("application", "library")
  .map((type) => ({ name: "Chart.yaml", text: `${CHART}type: ${type}\n` }));

const application = fc.tuple(directory, fc.boolean()).map(([path, recurse]) => ({
  name: "app.yaml",
  text:
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app}\n" +
    `spec: {source: {repoURL: "https://e/r", path: "${path}", directory: {recurse: ${String(recurse)}}}}\n`,
}));

const file = fc.tuple(
  directory,
  fc.oneof(
    { weight: 6, arbitrary: manifest },
    { weight: 2, arbitrary: kustomization },
    { weight: 1, arbitrary: chart },
    { weight: 1, arbitrary: application },
  ),
);

const repository: fc.Arbitrary<Files> = fc
  .array(file, { maxLength: 14 })
  .map((files) => Object.fromEntries(files.map(([at, { name, text }]) => [at === "." ? name : `${at}/${name}`, text])));

const sides = ["base", "head"] as const;

/** The directory of a path. */
function above(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";
}

it("every manifest is in one plain root, an input of what is rendered, or by a kustomization that passes it over", () => {
  fc.assert(
    fc.property(repository, (files) => {
      const { head, diagnostics } = plan(files);
      const plain = head.filter(({ type }) => type === "plain").flatMap(({ inputs }) => inputs);
      expect(new Set(plain).size).toBe(plain.length);
      const rendered = new Set(head.filter(({ type }) => type !== "plain").flatMap(({ inputs }) => inputs));
      const unused = diagnostics.head.filter(({ code }) => code === "in-no-kustomization");
      for (const path of Object.keys(files).filter((name) => /m\d\.yaml$/.test(name))) {
        if (plain.includes(path) || rendered.has(path)) continue;
        const isInLibrary = Object.entries(files).some(
          ([other, text]) =>
            other.endsWith("Chart.yaml") &&
            text.includes("library") &&
            (above(other) === "." || path.startsWith(`${above(other)}/`)),
        );
        const isSaid = unused.some(
          (item) => item.path === path || item.message.includes(path) || item.message.includes("…"),
        );
        expect([path, isInLibrary || isSaid]).toEqual([path, true]);
      }
    }),
    { numRuns: 400 },
  );
});

it("no plain root that nobody deploys as it stands defines an object in two directories", () => {
  fc.assert(
    fc.property(repository, (files) => {
      const isDeployed = Object.keys(files).some((path) => path.endsWith("app.yaml"));
      fc.pre(!isDeployed);
      const { head } = plan(files);
      for (const root of head.filter(({ type }) => type === "plain")) {
        const places = new Map<string, string>();
        for (const path of root.inputs.filter((name) => /m\d\.yaml$/.test(name))) {
          const text = files[path] ?? "";
          expect(places.get(text) ?? above(path)).toBe(above(path));
          places.set(text, above(path));
        }
      }
    }),
    { numRuns: 400 },
  );
});

it("the order of files changes nothing, and equal revisions have equal plans", () => {
  fc.assert(
    fc.property(repository, repository, (base, head) => {
      const reader = createFileReader();
      const backwards = ({ files, skipped }: ReturnType<typeof snapshot>) => ({ files: [...files].reverse(), skipped });
      const options = { environments: [], reader };
      const plans = planRoots(snapshot(base), snapshot(head), options);
      expect(planRoots(backwards(snapshot(base)), backwards(snapshot(head)), options)).toEqual(plans);
      const same = plan(head);
      expect(same.base).toEqual(same.head);
      expect(same.diagnostics.base).toEqual(same.diagnostics.head);
    }),
    { numRuns: 300 },
  );
});

it("inputs exist, are sorted, and names are unique and sorted", () => {
  const check = (plans: Plans, files: { readonly [side in (typeof sides)[number]]: Files }) => {
    for (const side of sides) {
      const names = plans[side].map(({ name }) => name);
      expect(names).toEqual([...new Set(names)].sort());
      for (const { inputs } of plans[side]) {
        expect(inputs).toEqual([...new Set(inputs)].sort());
        expect(inputs.filter((path) => files[side][path] === undefined)).toEqual([]);
      }
    }
    const plain = (side: (typeof sides)[number]) =>
      plans[side].filter(({ type }) => type === "plain").map(({ name }) => name);
    const names = new Set(plans.head.map(({ name }) => name));
    expect(plain("base").filter((name) => !names.has(name))).toEqual([]);
  };
  fc.assert(
    fc.property(repository, repository, (base, head) => check(plan(base, head), { base, head })),
    { numRuns: 400 },
  );
});

it("without kustomization, chart and copies all files are one root", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(directory, fc.nat({ max: 50 })), { selector: ([, name]) => name }), (list) => {
      const files = Object.fromEntries(
        list.map(([at, name]) => [`${at === "." ? "" : `${at}/`}${String(name)}.yaml`, policy(`p${String(name)}`)]),
      );
      const { base, head, diagnostics } = plan({}, files);
      expect(base).toEqual([{ type: "plain", name: ".", inputs: [], namespace: null, environment: null }]);
      expect(head).toEqual([{ ...base[0], inputs: Object.keys(files).sort() }]);
      expect(diagnostics).toEqual({ base: [], head: [] });
      expect(Object.keys(files).every(isManifestFile)).toBe(true);
    }),
  );
});
