/** The table of rooms (ARCHITECTURE.md) as rules: who may import whom, and which packages. */

const rooms = [
  "engine",
  "manifests",
  "render",
  "query",
  "findings",
  "config",
  "report",
  "answers",
  "review",
  "sources",
  "github",
  "cli",
];

/** The packages of each room. Node's own modules are `node:…`; only the doors have them. */
const packages = {
  engine: [],
  manifests: ["ipaddr\\.js"],
  render: [],
  config: ["yaml", "valibot"],
  query: ["ipaddr\\.js"],
  findings: [],
  report: [],
  answers: [],
  review: [],
  sources: [],
  github: [
    "probot",
    "@octokit",
    "bottleneck",
    "tar-stream",
    "prom-client",
    "valibot",
    "mdast-util-[a-z-]+",
    "micromark-extension-gfm",
  ],
  cli: ["commander"],
};

const doors = ["sources", "github", "cli"];

/** Only this part of a pure room is a door: threads, and the module that ships. */
const sandbox = "render/sandbox";

const direction = rooms.slice(0, -1).map((room, index) => ({
  name: `${room}-imports-only-rooms-above`,
  severity: "error",
  from: { path: `^src/${room}/` },
  to: { path: `^src/(${rooms.slice(index + 1).join("|")})/` },
}));

const packageRules = rooms.map((room) => ({
  name: `${room}-packages`,
  severity: "error",
  from: { path: `^src/${room}/` },
  to: {
    path: "node_modules",
    ...(packages[room].length === 0 ? {} : { pathNot: `node_modules/(${packages[room].join("|")})/` }),
  },
}));

module.exports = {
  forbidden: [
    ...direction,
    ...packageRules,
    {
      name: "rooms-through-their-index",
      comment: "A room is imported from outside only through its index.ts.",
      severity: "error",
      from: { path: "^src/([^/]+)/" },
      to: { path: "^src/[^/]+/", pathNot: ["^src/$1/", "^src/[^/]+/index\\.ts$"] },
    },
    {
      name: "sources-know-only-types-of-manifests",
      severity: "error",
      from: { path: "^src/sources/" },
      to: { path: "^src/manifests/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "sources-know-only-manifests",
      severity: "error",
      from: { path: "^src/sources/" },
      to: { path: "^src/(engine|render|query|findings|config|report|answers|review)/" },
    },
    {
      name: "only-doors-know-node",
      severity: "error",
      from: { path: "^src/", pathNot: `^src/(${[...doors, sandbox].join("|")})/` },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "few-start-processes",
      comment: "The sources run git; the app runs its own analysis in processes that it can kill (decision 0025).",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/sources/", "^src/github/analysis/pool\\.ts$"] },
      to: { path: "^(node:)?child_process$" },
    },
    {
      name: "the-sandbox-through-its-index",
      comment: "What is around the renderers knows nothing of manifests, and is known by its index only.",
      severity: "error",
      from: { path: "^src/", pathNot: `^src/${sandbox}/` },
      to: { path: `^src/${sandbox}/`, pathNot: `^src/${sandbox}/index\\.ts$` },
    },
    {
      name: "the-sandbox-knows-nothing",
      severity: "error",
      from: { path: `^src/${sandbox}/` },
      to: { path: "^src/", pathNot: `^src/${sandbox}/` },
    },
    { name: "no-cycles", severity: "error", from: { path: "^src/" }, to: { circular: true } },
    {
      name: "tests-do-not-ship",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|bench|demo)/" },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-dev-packages-in-src",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] },
  },
};
