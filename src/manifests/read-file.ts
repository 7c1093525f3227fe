import type { Origin } from "../engine/index.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { CustomResource, FileFacts, NotEvaluated, ObjectFacts } from "./facts.ts";
import { isCustom, isKindName, isOtherPolicy, isWanted } from "./kinds.ts";
import { decodeMetadata } from "./metadata.ts";
import { isText, looksWide, mayHoldObjects, namesAKind } from "./mentions.ts";
import { namespaceNameProblems, subdomainProblems } from "./names.ts";
import { MAX_QUOTED_LENGTH } from "./narrow.ts";
import { diagnosticAt } from "./object-report.ts";
import { objectsOf } from "./objects.ts";
import type { ManifestObject } from "./objects.ts";
import { isGivenOut, policyInForce } from "./policy-in-force.ts";
import type { Locate } from "./policy.ts";
import { readObject } from "./read-object.ts";
import { isOfNoKind } from "./read-unknown-kind.ts";
import type { SourceFile } from "./snapshot.ts";
import { textOfNode } from "./unread.ts";
import { decode, readDecoded } from "./yaml/index.ts";
import type { YamlDocument, YamlFile } from "./yaml/index.ts";

/** Objects of one file, lists flattened. A dump of the largest cluster that Kubernetes supports has 150,000 pods. */
const MAX_OBJECTS_PER_FILE = 500_000;

/** Diagnostics of one file; a file with more is broken in one way many times over. */
const MAX_DIAGNOSTICS_PER_FILE = 100;

/** ytt writes its directives as comments: `#@ if …`, `#@overlay/match`, `#@data/values`. */
const YTT_DIRECTIVE = /(?:^|\s)#@(?:[ \t]|data\/|overlay\/|schema\/|yaml\/|ytt:)/;

/** Whether `kubectl apply -R` would read a file of this name. */
export function isManifestFile(path: string): boolean {
  return /\.(?:yaml|yml|json)$/.test(path);
}

/**
 * Reads one file, whatever it holds. The result depends on nothing but the path, the bytes, the places and who made it: what a
 * renderer made has its origins, and its problems, where its lines come from, and holds no templates any more.
 * A file that is no manifest (`package.json`, `values.yaml`, `kustomization.yaml`) has no objects and no diagnostics.
 */
export function readFacts({ path, bytes, places, madeBy, namespace }: Omit<SourceFile, "blobId">): FileFacts {
  const decoded = decode(bytes);
  const { text } = decoded;
  const whole = looksWide(text) ? wideText(path) : places === undefined ? templateOf(path, text) : null;
  if (whole !== null) return { ...NOTHING(path), diagnostics: [whole], unread: [text] };
  // Bytes that are no text say nothing at all.
  if (!mayHoldObjects(text)) return { ...NOTHING(path), unread: isText(text) ? [] : [text] };

  const file = readDecoded(decoded, isWanted);
  const placeOn = ({ line, column }: { readonly line: number; readonly column: number }): Origin =>
    places?.[line - 1] ?? { path, line, column };
  const locate: Locate = (offset) => placeOn(file.positionOf(offset));
  const unread = [...file.unread];
  const diagnostics: Diagnostic[] =
    file.problems.length > 0 && namesAKind(text) ? [...problemDiagnostics(file, placeOn)] : [];
  const objects: ObjectFacts[] = [];
  const others = new Map<string, NotEvaluated & { readonly first: Origin }>();
  const customResources: CustomResource[] = [];
  let left = MAX_OBJECTS_PER_FILE;
  const isDump = dumpFinder(file);
  for (const document of file.documents) {
    const found = document.root === null ? [] : objectsOf(document.root);
    if (found.length > left) {
      diagnostics.push(tooManyObjects(locate(document.offset)));
      unread.push(text);
    }
    const read = found.slice(0, left).map((object) => ({ object, reading: readObject(object, locate) }));
    left -= read.length;
    const matters = read.some(({ reading }) => reading !== null);
    if (matters) append(diagnostics, duplicateKeyDiagnostics(document, locate));
    for (const { object, reading } of read) {
      if (reading === null) {
        countOther(others, object, locate);
        if (isCustom(object.apiVersion)) append(customResources, customResourceOf(object));
        continue;
      }
      append(diagnostics, reading.diagnostics);
      if (reading.facts.type === "policy") {
        const inForce = policyInForce(object, reading.facts.policy, { madeBy, locate, isDump });
        append(diagnostics, inForce.diagnostics);
        if (inForce.state === "does-not-count") continue;
      }
      objects.push(namespace === undefined ? reading.facts : inNamespace(reading.facts, namespace));
      if (isNameless(reading.facts, object)) unread.push(textOfNode(object.value.node));
    }
  }
  append(diagnostics, [...others.values()].map(notEvaluatedDiagnostic));
  return {
    path,
    objects,
    diagnostics: capped(diagnostics),
    documents: file.documents.length,
    skippedDocuments: file.skippedDocuments,
    notEvaluated: [...others.values()].map(({ kind, apiVersion, count }) => ({ kind, apiVersion, count })),
    customResources,
    unread,
  };
}

/** Says, once somebody asks, whether a cluster has given out all of the several objects of a file. */
function dumpFinder({ documents }: YamlFile): () => boolean {
  let known: boolean | null = null;
  return () => {
    if (known !== null) return known;
    const objects = documents.flatMap(({ root }) => (root === null ? [] : objectsOf(root)));
    known = objects.length > 1 && objects.every(isGivenOut);
    return known;
  };
}

/** The object in the namespace that it is put into where it names none itself. */
function inNamespace<T extends ObjectFacts>(facts: T, namespace: string): T {
  const { identity } = facts;
  return { ...facts, identity: { ...identity, namespace: identity.namespace ?? namespace } };
}

/** Whether an object has no name or kind that any object of a cluster could have: nobody can say which one it is. */
function isNameless(facts: ObjectFacts, object: ManifestObject): boolean {
  if (facts.type !== "rejected" || facts.why === "fragment") return false;
  const { kind, name, naming, namespace } = facts.identity;
  if (!isKindName(kind) || isOfNoKind(object)) return true;
  if (namespace !== null && namespaceNameProblems(namespace).length > 0) return true;
  return naming === "name" ? subdomainProblems(name).length > 0 : name === "";
}

/** One by one: a hostile file gives more diagnostics than a call takes arguments. */
function append<T>(list: T[], more: readonly T[]): void {
  for (const one of more) list.push(one);
}

const NOTHING = (path: string): FileFacts => ({
  path,
  objects: [],
  diagnostics: [],
  documents: 0,
  skippedDocuments: 0,
  notEvaluated: [],
  customResources: [],
  unread: [],
});

function wideText(path: string): Diagnostic {
  const message =
    "this looks like UTF-16 without a byte order mark, or UTF-32, which Kubernetes does not read: save the file as UTF-8";
  return diagnosticAt("error", "yaml-encoding", message, { path, line: 1, column: 1 });
}

/**
 * A file that must be rendered as a whole: a Helm template, or ytt, whose directives stand in comments, so that the
 * rest would be read as plain data.
 */
function templateOf(path: string, text: string): Diagnostic | null {
  const isHelm = text.includes("{{") && /(?:^|\/)templates\//.test(path);
  if (!isHelm && !text.includes("#@")) return null;
  const place = placeOf(text, isHelm ? /\{\{/ : YTT_DIRECTIVE);
  if (place === null || !namesAKind(text)) return null;
  const message = isHelm
    ? "this Helm template is not evaluated: render the chart first (`helm template`)"
    : "this ytt template is not evaluated: render it first (`ytt -f`)";
  return diagnosticAt("error", "templated", message, { path, ...place });
}

/** Where the first match starts, blanks aside; `null` without one. */
function placeOf(text: string, pattern: RegExp): { readonly line: number; readonly column: number } | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const start = match.index + match[0].length - match[0].trimStart().length;
  const lines = text.slice(0, start).split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

function problemDiagnostics(
  file: YamlFile,
  placeOn: (position: { readonly line: number; readonly column: number }) => Origin,
): readonly Diagnostic[] {
  const reported = file.problems.map(({ severity, code, message, line, column }) =>
    diagnosticAt(severity, code === "yaml-template" ? "templated" : code, message, placeOn({ line, column })),
  );
  // One template usually breaks every document of its file: the first place says it all.
  const firstTemplate = reported.findIndex((diagnostic) => diagnostic.code === "templated");
  return reported.filter((diagnostic, index) => diagnostic.code !== "templated" || index === firstTemplate);
}

function duplicateKeyDiagnostics(document: YamlDocument, locate: Locate): readonly Diagnostic[] {
  return document.duplicates.map(({ key, offset }) =>
    diagnosticAt(
      "warning",
      "duplicate-key",
      `duplicate key "${key.slice(0, MAX_QUOTED_LENGTH)}": only this last one counts; remove the other`,
      locate(offset),
    ),
  );
}

/** None where it is not called what objects of a cluster can be called. */
function customResourceOf({ kind, value }: ManifestObject): readonly CustomResource[] {
  const { name, namespace } = decodeMetadata(value, []);
  const isElsewhere = namespace.text !== "" && namespaceNameProblems(namespace.text).length > 0;
  if (!isKindName(kind) || isElsewhere || subdomainProblems(name.text).length > 0) return [];
  return [{ kind, namespace: namespace.text === "" ? null : namespace.text, name: name.text }];
}

function countOther(
  others: Map<string, NotEvaluated & { readonly first: Origin }>,
  { kind, apiVersion, value }: ManifestObject,
  locate: Locate,
): void {
  if (!isOtherPolicy(kind, apiVersion)) return;
  const key = `${apiVersion}/${kind}`;
  const known = others.get(key);
  others.set(
    key,
    known === undefined
      ? { kind, apiVersion, count: 1, first: locate(value.offset) }
      : { ...known, count: known.count + 1 },
  );
}

function notEvaluatedDiagnostic({
  kind,
  apiVersion,
  count,
  first,
}: NotEvaluated & { readonly first: Origin }): Diagnostic {
  const message = `${String(count)} ${kind} (${apiVersion}) not evaluated: only NetworkPolicy of \`networking.k8s.io/v1\` is`;
  return diagnosticAt("notice", "not-evaluated", message, first);
}

function tooManyObjects(at: Origin): Diagnostic {
  const message = `more than ${String(MAX_OBJECTS_PER_FILE)} objects in one file: the rest is not read; split the file`;
  return diagnosticAt("error", "object-limit", message, at);
}

function capped(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const rest = diagnostics.slice(MAX_DIAGNOSTICS_PER_FILE);
  const first = rest[0];
  if (first === undefined) return diagnostics;
  const severity = rest.some((diagnostic) => diagnostic.severity === "error") ? "error" : "warning";
  const more: Diagnostic = {
    ...first,
    severity,
    code: "diagnostic-limit",
    message: `${String(rest.length)} more problems in this file, from here on, are not listed`,
  };
  return [...diagnostics.slice(0, MAX_DIAGNOSTICS_PER_FILE), more];
}
