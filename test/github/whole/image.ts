/** The image without a container: the files that the Dockerfile names, built and put where it puts them. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

export interface Dockerfile {
  /** What the build takes from the repository. */
  readonly sources: readonly string[];
  /** What the image takes from the build's `/app`. */
  readonly results: readonly string[];
  /** Runs a script with Node.js. */
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
}

/** Reads the instructions that decide which files are there, and what is run. */
export function readDockerfile(): Dockerfile {
  const lines = readFileSync(join(ROOT, "Dockerfile"), "utf8").split("\n");
  const copies = lines.flatMap((line) => {
    const [word, ...words] = line.split(/\s+/);
    return word === "COPY" ? [words] : [];
  });
  const list = (start: string): readonly string[] => {
    const line = lines.find((candidate) => candidate.startsWith(start)) ?? "";
    return JSON.parse(line.slice(line.indexOf("["))) as readonly string[];
  };
  return {
    sources: copies.filter(([first]) => first !== "--from=build").flatMap((words) => words.slice(0, -1)),
    results: copies
      .filter(([first]) => first === "--from=build")
      .flatMap((words) => words.slice(1, -1))
      .filter((path) => path.startsWith("/app/"))
      .map((path) => path.slice("/app/".length)),
    command: list("CMD "),
    healthcheck: list("HEALTHCHECK "),
  };
}

/** The files that `.dockerignore` lets into a build: it names each of them. */
export function admittedFiles(): readonly string[] {
  const lines = readFileSync(join(ROOT, ".dockerignore"), "utf8").split("\n");
  return lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
}

/** Builds in `directory`, and returns the folder that is `/app` of the image. */
export function buildImage({ sources, results }: Dockerfile, directory: string): string {
  const build = join(directory, "build");
  const app = join(directory, "app");
  for (const source of sources) cpSync(join(ROOT, source), join(build, source), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(build, "node_modules"));
  execFileSync(process.execPath, ["build.js"], { cwd: build, stdio: "pipe" });
  for (const result of results) {
    if (result === "node_modules") copyProductionPackages(app);
    else cpSync(join(build, result), join(app, result), { recursive: true });
  }
  return app;
}

/** What `npm prune --omit=dev` leaves. */
function copyProductionPackages(app: string): void {
  const list = execFileSync("npm", ["ls", "--omit=dev", "--all", "--parseable"], { cwd: ROOT, encoding: "utf8" });
  const paths = list.split("\n").map((path) => relative(ROOT, path));
  for (const path of paths.filter((candidate) => candidate.startsWith("node_modules"))) {
    mkdirSync(join(app, path), { recursive: true });
    cpSync(join(ROOT, path), join(app, path), { recursive: true });
  }
}
