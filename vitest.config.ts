import { defineConfig } from "vitest/config";

/** `.ci/run` reads the counts from this file. */
const results = "coverage/test-results.json";

/** These start the built command, as a user does; the setup builds it once. */
const command = ["test/cli/**/*.test.ts", "test/conformance/eval.test.ts", "test/github/whole/**/*.test.ts"];

const timeouts = { testTimeout: 60_000, hookTimeout: 120_000 };

/** Tests of the app wait for its servers most of the time: they run side by side, and none is fast when all do. */
const sideBySide = { maxConcurrency: 32, testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    // Vitest leaves one core free, which is half of a small machine: most of the time tests wait for servers.
    maxWorkers: "100%",
    reporters: process.env["CI"] === undefined ? ["default"] : ["default", ["json", { outputFile: results }]],
    coverage: { include: ["src/**/*.ts"], reporter: ["text", "html"] },
    projects: [
      { test: { name: "rooms", include: ["test/**/*.test.ts"], exclude: command, ...timeouts } },
      { test: { name: "command", include: command, globalSetup: ["test/cli/build.ts"], ...sideBySide } },
    ],
  },
});
