import fc from "fast-check";
import { expect, test } from "vitest";
import { placesOf, preparePlaces } from "../../../src/render/places/index.ts";
import type { PlacesRoot, RenderedSource } from "../../../src/render/places/index.ts";
import { side } from "./story.ts";

/** Lines that mean something to the readers, in any order and indentation, between lines that mean nothing. */
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      "apiVersion: networking.k8s.io/v1",
      "kind: NetworkPolicy",
      "kind: List",
      "metadata:",
      "  name: api",
      "  namespace: prod",
      "spec:",
      "  ingress:",
      "  - from:",
      "    - podSelector: {matchLabels: {app: web}}",
      "    ports:",
      "    - port: 80",
      "    - port: 8080",
      "---",
      "",
      "# comment",
      "items:",
      "- a",
      "namespace: prod",
      "namePrefix: p-",
      "commonLabels: {team: a}",
      "resources:",
      "- ../base",
      "- policy.yaml",
      "- patch.yaml",
      "patches:",
      "- path: patch.yaml",
      "- target: {kind: NetworkPolicy}",
      "  patch: |-",
      "    - op: replace",
      "      path: /spec/ingress/0/ports/0/port",
      "      value: 8080",
      "a: &x [1, *x]",
      "b: &y {<<: *y}",
      "c: *z",
      "port: 8080",
      "policy: {enabled: true}",
      "dependencies:",
      "- name: sub",
      "  alias: other",
      "  condition: other.on",
      "{{- if .Values.policy.enabled }}",
      "{{- end }}",
      "{{ else }}",
      "    - port: {{ .Values.port }}",
      '{{ include "x" . }}',
      '{{- define "x" }}',
      "{{ $p := .Values.port }}",
      "{{ $p }}",
      "{{ range $k, $v := .Values }}",
      "{{ /* }}",
      "{{",
      "}}",
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
);

const text = fc
  .tuple(fc.array(line, { maxLength: 24 }), fc.constantFrom("\n", "\n", "\r\n", "\r"))
  .map(([lines, end]) => lines.join(end));

const kustomization = [
  "o/kustomization.yaml",
  "base/kustomization.yml",
  "base/policy.yaml",
  "o/patch.yaml",
  "c/templates/x.yaml",
];
const chart = [
  "c/Chart.yaml",
  "c/values.yaml",
  "v.yaml",
  "c/templates/x.yaml",
  "c/templates/_h.tpl",
  "c/charts/sub/Chart.yaml",
  "c/charts/sub/templates/x.yaml",
];

const roots: readonly { readonly root: PlacesRoot; readonly paths: readonly string[] }[] = [
  { root: { type: "kustomization", directory: "o" }, paths: kustomization },
  { root: { type: "kustomization", directory: "." }, paths: kustomization },
  { root: { type: "chart", directory: "c", values: ["v.yaml", "absent.yaml"] }, paths: chart },
];

const origin = fc.option(
  fc.oneof(
    fc.constantFrom(
      ...kustomization,
      ...chart,
      "../base/policy.yaml",
      "c/charts/other/templates/x.yaml",
      "../../../etc/passwd",
      "",
    ),
    fc.string(),
  ),
);

const document: fc.Arbitrary<RenderedSource> = fc.record({ text, path: origin });

const sides = fc.constantFrom(...roots).chain(({ root, paths }) => {
  const files = fc
    .tuple(fc.subarray([...paths]), fc.array(text, { minLength: paths.length, maxLength: paths.length }))
    .map(([present, texts]) => Object.fromEntries(present.map((path, index) => [path, texts[index] ?? ""])));
  const documents = fc.option(fc.array(document, { maxLength: 4 }));
  return fc.record({
    root: fc.constant(root),
    here: files,
    there: fc.option(files),
    documents,
    others: documents,
    document,
  });
});

const numRuns = 1500;

test("every place is a line of an input, and only blank lines and comments have none", () => {
  fc.assert(
    fc.property(sides, ({ root, here, there, documents, others, document: rendered }) => {
      const ground = preparePlaces(root, side(here, documents), there === null ? null : side(there, others));
      const places = placesOf(rendered, ground);
      const lines = rendered.text.split(/\r\n?|\n/);
      expect(places).toHaveLength(lines.length);
      for (const [index, place] of places.entries()) {
        const content = (lines[index] ?? "").trim();
        if (content === "" || content.startsWith("#")) expect(place).toBeNull();
        else if (Object.keys(here).length > 0) expect(place).not.toBeNull();
        if (place === null) continue;
        const source = here[place.path]?.split(/\r\n?|\n/)[place.line - 1];
        expect(source).toBeDefined();
        expect(place.column).toBeGreaterThanOrEqual(1);
        expect(place.column).toBeLessThanOrEqual((source?.length ?? 0) + 1);
      }
    }),
    { numRuns },
  );
});

test("the same input has the same places, whatever was asked before and in whatever order files come", () => {
  fc.assert(
    fc.property(sides, ({ root, here, there, documents, others, document: rendered }) => {
      const other = there === null ? null : side(there, others);
      const ground = preparePlaces(root, side(here, documents), other);
      for (const earlier of documents ?? []) placesOf(earlier, ground);
      const reversed = Object.fromEntries(Object.entries(here).reverse());
      const fresh = preparePlaces(root, side(reversed, documents), other);
      expect(placesOf(rendered, ground)).toEqual(placesOf(rendered, fresh));
    }),
    { numRuns: numRuns / 3 },
  );
});

test("where both sides are equal nothing is explained by the change", () => {
  fc.assert(
    fc.property(sides, ({ root, here, documents, document: rendered }) => {
      const both = side(here, [rendered, ...(documents ?? [])]);
      expect(placesOf(rendered, preparePlaces(root, both, both))).toEqual(
        placesOf(rendered, preparePlaces(root, both, null)),
      );
    }),
    { numRuns: numRuns / 3 },
  );
});
