import { defineConfig } from "vitest/config";

/** `.ci/run` reads the counts from this file. */
const results = "coverage/test-results.json";

const timeouts = { testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    reporters: process.env["CI"] === undefined ? ["default"] : ["default", ["json", { outputFile: results }]],
    coverage: { include: ["src/**/*.ts"], reporter: ["text", "html"] },
    projects: [
      { test: { name: "rooms", include: ["test/**/*.test.ts"], exclude: ["test/cli/**"], ...timeouts } },
      // These start the built command, as a user does; the setup builds it once.
      {
        test: { name: "command", include: ["test/cli/**/*.test.ts"], globalSetup: ["test/cli/build.ts"], ...timeouts },
      },
    ],
  },
});
