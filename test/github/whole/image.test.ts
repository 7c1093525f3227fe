/** What the Dockerfile copies is enough: for the build, and for the server that is built. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { platform, platformChange } from "../../support/platform.ts";
import { startFakeGitHub } from "../fake/index.ts";
import { admittedFiles, buildImage, readDockerfile } from "./image.ts";
import { startServer } from "./server.ts";

const dockerfile = readDockerfile();
const directory = mkdtempSync(join(tmpdir(), "netpol-image-"));

afterAll(() => {
  execFileSync("chmod", ["-R", "u+w", directory]);
  rmSync(directory, { recursive: true });
});

it("the build is given what it takes, and nothing else", () => {
  expect(dockerfile.sources.toSorted()).toEqual(admittedFiles().toSorted());
});

it("a server of these files alone renders and judges a pull request, and its health check tells whether it runs", async () => {
  const app = buildImage(dockerfile, directory);
  execFileSync("chmod", ["-R", "a-w,a+rX", app]);
  chmodSync(directory, 0o755);
  const github = await startFakeGitHub();
  const repository = github.createRepository({ owner: "acme", name: "gitops", files: platform });
  // Only root may choose who a process belongs to. Another user than the owner of the files cannot write them.
  const user = process.getuid?.() === 0 ? { uid: 65532, gid: 65532 } : {};
  const [script = ""] = dockerfile.command;
  const server = await startServer(github, { NODE_ENV: "production" }, { main: join(app, script), ...user });
  const isHealthy = (): boolean => {
    const [, ...args] = dockerfile.healthcheck;
    const { port } = new URL(server.target.url);
    return spawnSync(process.execPath, args, { env: { PORT: port } }).status === 0;
  };
  try {
    repository.push({ branch: "change", changes: platformChange });
    const { webhooks } = repository.openPullRequest({ branch: "change" });
    await github.deliver(webhooks, server.target);
    await github.until(() => repository.checkRuns().some(({ status }) => status === "completed"));
    expect(repository.checkRuns()).toMatchObject([{ name: "netpol", conclusion: "failure" }]);
    expect(isHealthy()).toBe(true);
  } finally {
    await server.stop("SIGKILL");
    await github.close();
  }
  expect(isHealthy()).toBe(false);
});
