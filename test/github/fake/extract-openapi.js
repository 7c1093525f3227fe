// Makes `openapi.json`: the part of GitHub's OpenAPI description that the fake speaks. Run by hand when GitHub's
// description changes; the package is 385 MB unpacked, too much for a development dependency, so only one file is taken:
//
//     cd "$(mktemp -d)"
//     npm pack @octokit/openapi@23.0.2
//     tar -xzf octokit-openapi-*.tgz package/generated/api.github.com.json
//     node <checkout>/test/github/fake/extract-openapi.js package/generated/api.github.com.json
//
// Kept are the operations and webhooks named below and all they refer to, without prose and examples. Schemas are turned
// from OpenAPI 3.0 into JSON Schema where the two differ (`nullable`, `discriminator`). The output has one line for each
// operation and schema, so that an update can be reviewed.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const OPERATIONS = [
  "GET /app",
  "GET /app/installations",
  "GET /app/installations/{installation_id}",
  "POST /app/installations/{installation_id}/access_tokens",
  "GET /app/hook/deliveries",
  "GET /app/hook/deliveries/{delivery_id}",
  "POST /app/hook/deliveries/{delivery_id}/attempts",
  "GET /installation/repositories",
  "GET /user",
  "GET /repos/{owner}/{repo}",
  "GET /repos/{owner}/{repo}/installation",
  "GET /repos/{owner}/{repo}/pulls",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits",
  "GET /repos/{owner}/{repo}/activity",
  "GET /repos/{owner}/{repo}/git/commits/{commit_sha}",
  "GET /repos/{owner}/{repo}/git/matching-refs/{ref}",
  "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
  "GET /repos/{owner}/{repo}/git/blobs/{file_sha}",
  "GET /repos/{owner}/{repo}/tarball/{ref}",
  "GET /repos/{owner}/{repo}/contents/{path}",
  "GET /repos/{owner}/{repo}/compare/{basehead}",
  "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
  "POST /repos/{owner}/{repo}/check-runs",
  "GET /repos/{owner}/{repo}/check-runs/{check_run_id}",
  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "GET /repos/{owner}/{repo}/issues/comments",
  "GET /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
  "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
  "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions/{reaction_id}",
  "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
];

/** Payloads that the fake sends; the names are those of the description, `<event>-<action>`. */
const WEBHOOKS = [
  "pull-request-opened",
  "pull-request-reopened",
  "pull-request-synchronize",
  "pull-request-ready-for-review",
  "pull-request-converted-to-draft",
  "pull-request-edited",
  "pull-request-closed",
  "issue-comment-created",
  "issue-comment-edited",
  "issue-comment-deleted",
  "check-run-created",
  "check-run-completed",
  "check-run-rerequested",
  "check-run-requested-action",
  "check-suite-rerequested",
  "merge-group-checks-requested",
  "merge-group-destroyed",
];

/** Keys that say nothing about which documents are valid. */
const PROSE = new Set(["description", "summary", "example", "examples", "externalDocs", "tags", "title", "deprecated"]);

/** Keys whose values are maps from names that people chose: a property may well be called `description`. */
const MAPS = new Set(["properties", "patternProperties", "schemas", "responses", "parameters", "content", "headers"]);

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: node extract-openapi.js <api.github.com.json>");
const source = JSON.parse(readFileSync(file, "utf8"));
correct(source);

const components = {};
const paths = {};
for (const name of OPERATIONS) {
  const [method, path] = name.split(" ");
  const operation = source.paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`the description has no operation \`${name}\``);
  const { operationId, parameters = [], requestBody, responses } = operation;
  paths[path] ??= {};
  paths[path][method.toLowerCase()] = prune({
    operationId,
    parameters: parameters.map(resolved),
    ...(requestBody === undefined ? {} : { requestBody: jsonOf(requestBody) }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, answer]) => [status, jsonOf(resolved(answer))]),
    ),
  });
}

const webhooks = {};
for (const name of WEBHOOKS) {
  const webhook = source["x-webhooks"][name];
  if (webhook === undefined) throw new Error(`the description has no webhook \`${name}\``);
  webhooks[name] = prune(jsonOf(webhook.post.requestBody).schema);
}

const schemas = components.schemas ?? {};
const repeated = repeatedSchemas([paths, webhooks, schemas]);
for (const map of [paths, webhooks, schemas]) {
  // A schema with a name of its own keeps its place; only what is inside of it may move.
  for (const [name, schema] of Object.entries(map)) {
    map[name] = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, shared(value)]));
  }
}

const lines = (map) =>
  Object.entries(map).map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
writeFileSync(
  new URL("openapi.json", import.meta.url),
  [
    "{",
    `  "info": ${JSON.stringify({ package: "@octokit/openapi", version: source.info.version, license: "MIT" })},`,
    `  "paths": {\n${lines(paths).join(",\n")}\n  },`,
    `  "webhooks": {\n${lines(webhooks).join(",\n")}\n  },`,
    `  "components": { "schemas": {\n${lines(schemas).sort().join(",\n")}\n  } }`,
    "}\n",
  ].join("\n"),
);

/** Puts right what GitHub's description says and GitHub does not do. */
function correct({ paths, components: { schemas } }) {
  // The account of an installation is a user or an enterprise; this place asks for both in one.
  const { content } = paths["/app/installations"].get.responses[200];
  content["application/json"].schema = { type: "array", items: { $ref: "#/components/schemas/installation" } };
  // A fork may be deleted while its pull request is open.
  for (const name of ["pull-request", "pull-request-simple"]) {
    const { properties } = schemas[name].properties.head;
    properties.repo = { nullable: true, allOf: [properties.repo] };
  }
}

/** The inner schemas that stand in several places: webhooks write out the same user a hundred times. As JSON text. */
function repeatedSchemas(roots) {
  const counts = new Map();
  const visit = (value) => {
    if (value === null || typeof value !== "object") return;
    if (isInner(value)) counts.set(JSON.stringify(value), (counts.get(JSON.stringify(value)) ?? 0) + 1);
    Object.values(value).forEach(visit);
  };
  roots.forEach((root) => Object.values(root).forEach((schema) => Object.values(schema).forEach(visit)));
  return new Set([...counts].filter(([, count]) => count > 1).map(([text]) => text));
}

/** `value` with its repeated schemas behind references; they are added to `schemas`, named after what they say. */
function shared(value) {
  if (Array.isArray(value)) return value.map(shared);
  if (value === null || typeof value !== "object") return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shared(item)]));
  const text = JSON.stringify(value);
  if (!isInner(value) || !repeated.has(text)) return inner;
  const name = `shared-${createHash("sha1").update(text).digest("hex").slice(0, 8)}`;
  schemas[name] = inner;
  return { $ref: `#/components/schemas/${name}` };
}

/** An object's schema that is worth a reference. */
function isInner(value) {
  return typeof value.properties === "object" && value.type !== undefined && JSON.stringify(value).length > 200;
}

/** Parameters and answers are written out where they are used; only schemas stay references. */
function resolved(value) {
  return value.$ref === undefined ? value : lookUp(value.$ref);
}

function lookUp(reference) {
  return reference
    .slice(2)
    .split("/")
    .reduce((value, key) => value[key], source);
}

/** Only what travels as JSON: the schema of `application/json`. */
function jsonOf({ required, content }) {
  const schema = content?.["application/json"]?.schema;
  return { ...(required === undefined ? {} : { required }), ...(schema === undefined ? {} : { schema }) };
}

/** `value` without prose, with every schema it refers to copied to `components`. */
function prune(value, underMap = false) {
  if (Array.isArray(value)) return value.map((item) => prune(item));
  if (value === null || typeof value !== "object") return value;
  if (typeof value.$ref === "string") {
    const name = value.$ref.slice("#/components/schemas/".length);
    components.schemas ??= {};
    if (components.schemas[name] === undefined) {
      components.schemas[name] = {};
      components.schemas[name] = prune(lookUp(value.$ref));
    }
    return { $ref: value.$ref };
  }
  const kept = {};
  for (const [key, item] of Object.entries(value)) {
    if (!underMap && (PROSE.has(key) || (key.startsWith("x-") && key !== "x-multi-segment"))) continue;
    if (!underMap && (key === "nullable" || key === "discriminator" || key === "default")) continue;
    kept[key] = key === "enum" ? item : prune(item, !underMap && MAPS.has(key));
  }
  return !underMap && value.nullable === true ? nullable(kept) : kept;
}

/** OpenAPI 3.0 says `nullable: true`, JSON Schema says `null` is one of the types. */
function nullable(schema) {
  const { type, enum: values } = schema;
  if (typeof type !== "string")
    return Object.keys(schema).length === 0 ? schema : { anyOf: [schema, { type: "null" }] };
  const withNull = { ...schema, type: [type, "null"] };
  return values === undefined || values.includes(null) ? withNull : { ...withNull, enum: [...values, null] };
}
