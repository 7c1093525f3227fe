import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** What a pure room must not know: time, randomness, environment, disk, network. */
const worldGlobals = [
  "Date",
  "performance",
  "process",
  "Buffer",
  "console",
  "fetch",
  "WebSocket",
  "crypto",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "globalThis",
  "navigator",
].map((name) => ({ name, message: "pure rooms know no time, randomness, environment, disk or network" }));

const noBooleanParameters = [
  {
    selector: ":function > .params[typeAnnotation.typeAnnotation.type='TSBooleanKeyword']",
    message: "no boolean parameter: name the two cases in a union of strings",
  },
];

const house = [
  {
    selector: "Program > VariableDeclaration[kind='let'], Program > ExportNamedDeclaration > [kind='let']",
    message: "no mutable module state",
  },
  { selector: "ExportDefaultDeclaration", message: "named exports only" },
  { selector: "TSEnumDeclaration", message: "use a union of strings" },
];

const noClasses = [{ selector: "ClassDeclaration, ClassExpression", message: "no classes in a pure room: plain data" }];

export default tseslint.config(
  { ignores: ["dist/", "coverage/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: "error",
      "no-restricted-syntax": ["error", ...house],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["src/**/*.ts"],
    rules: {
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "no-restricted-syntax": ["error", ...house, ...noBooleanParameters],
    },
  },
  {
    files: [
      "src/{engine,manifests,query,findings,config,report,answers,review}/**/*.ts",
      "src/render/*.ts",
      "src/render/{roots,places}/**/*.ts",
    ],
    rules: {
      "no-restricted-globals": ["error", ...worldGlobals],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "pure rooms are repeatable" },
      ],
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["node:*"], message: "pure rooms know no disk, network or environment" }] },
      ],
      "no-restricted-syntax": ["error", ...house, ...noBooleanParameters, ...noClasses],
    },
  },
  // Tools want a default export.
  { files: ["*.config.ts"], rules: { "no-restricted-syntax": "off" } },
  {
    files: ["**/*.js", "**/*.cjs"],
    languageOptions: {
      globals: { process: "readonly", console: "readonly", URL: "readonly", module: "writable", Buffer: "readonly" },
    },
  },
  {
    files: ["sandbox/*.js"],
    languageOptions: { globals: { WebAssembly: "readonly", TextEncoder: "readonly", TextDecoder: "readonly" } },
  },
);
