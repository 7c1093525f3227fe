import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { errorCode } from "./error-code.ts";
import { SourceError } from "./source-error.ts";

/**
 * Settings of the repository or its user that could start programs, ask questions or open connections.
 * What the repository configures is data from outside: reading it must not run it.
 */
const safeConfig = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.pager=cat",
  "core.untrackedCache=false",
  "protocol.allow=never",
  "submodule.recurse=false",
].flatMap((setting) => ["-c", setting]);

/** What git says on standard error is kept up to here, for the message. */
const ERROR_BYTES = 16 * 1024;

/** Git that takes longer is stopped. */
const GIT_SECONDS = 120;

/** A listing that is longer is not read: a repository of a million files is below it. */
const OUTPUT_BYTES = 256 * 1024 * 1024;

/** How git ended. `stderr` is text, cut at 16 KiB. */
export interface GitResult {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Runs git in `repo`, without a shell, with `input` as its standard input.
 *
 * @throws SourceError when git is missing, `repo` is no directory, or git takes or says too much
 */
export async function runGit(repo: string, args: readonly string[], input = ""): Promise<GitResult> {
  const output: Buffer[] = [];
  let bytes = 0;
  const result = await streamGit(repo, args, input, (chunk) => {
    bytes += chunk.length;
    if (bytes > OUTPUT_BYTES) throw new SourceError("git-failed", `\`${repo}\` has too many files to list`);
    output.push(chunk);
  });
  return { ...result, stdout: Buffer.concat(output) };
}

/** Runs git as `runGit` does and hands its output over in pieces. What `onOutput` throws stops git and is thrown. */
export async function streamGit(
  repo: string,
  args: readonly string[],
  input: string,
  onOutput: (chunk: Buffer) => void,
): Promise<Omit<GitResult, "stdout">> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["--no-pager", ...safeConfig, ...args], {
      cwd: repo,
      env: scrubbedEnvironment(),
      stdio: ["pipe", "pipe", "pipe"],
      timeout: GIT_SECONDS * 1000,
      windowsHide: true,
    });
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      try {
        onOutput(chunk);
      } catch (error) {
        child.kill();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    child.stderr.on("data", (chunk: Buffer) => {
      if (stderr.length < ERROR_BYTES) stderr += chunk.toString("utf8");
    });
    child.on("error", (error) => {
      reject(startFailure(repo, error));
    });
    child.on("close", (status, signal) => {
      const stopped = signal === null ? "" : `stopped by ${signal} (at most ${GIT_SECONDS} s are allowed)`;
      resolve({ status: status ?? 1, stderr: stderr.trim() || stopped });
    });
    // Git may end before it has read everything; its status then says why.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

/** The output as text. @throws SourceError with what git said, when it fails */
export async function gitText(repo: string, args: readonly string[]): Promise<string> {
  const result = await runGit(repo, args);
  if (result.status !== 0) throw gitFailure(repo, result.stderr);
  return result.stdout.toString("utf8");
}

/** Entries of an output that `-z` ends with NUL. */
export function splitNul(output: string): readonly string[] {
  return output.split("\0").filter((entry) => entry !== "");
}

/** No variable that points git elsewhere, adds configuration, or lets it ask a person. */
function scrubbedEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith("GIT_"));
  return {
    ...Object.fromEntries(kept),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    // No protocol at all, whatever the repository's own configuration allows.
    GIT_ALLOW_PROTOCOL: "",
    // `git replace` could show other contents than the revision holds.
    GIT_NO_REPLACE_OBJECTS: "1",
    LC_ALL: "C",
  };
}

function startFailure(repo: string, cause: NodeJS.ErrnoException): SourceError {
  // A missing working directory and a missing program give the same code; only the latter names the program.
  if (errorCode(cause) === "ENOENT" && !directoryExists(repo)) {
    return new SourceError("not-found", `no such directory: \`${repo}\``, { cause });
  }
  return errorCode(cause) === "ENOENT"
    ? new SourceError("git-missing", "git is not installed (or not in PATH): install it, or compare two directories", {
        cause,
      })
    : new SourceError("git-failed", `git cannot be started in \`${repo}\` (${errorCode(cause)})`, { cause });
}

function directoryExists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** What git's own words mean for the user. */
export function gitFailure(repo: string, stderr: string): SourceError {
  if (/not a git repository/i.test(stderr)) {
    return new SourceError("not-a-repository", `\`${repo}\` is not inside a git repository`);
  }
  if (/dubious ownership/i.test(stderr)) {
    return new SourceError(
      "git-failed",
      `the repository \`${repo}\` belongs to another user; if you trust it, run ` +
        `\`git config --global --add safe.directory "$(git -C ${repo} rev-parse --show-toplevel)"\``,
    );
  }
  if (/promisor|transport '.*' not allowed/i.test(stderr)) {
    return new SourceError(
      "git-failed",
      `\`${repo}\` is a partial clone that lacks some files: run \`git fetch --refetch --no-filter\` in it`,
    );
  }
  if (/must be run in a work tree/i.test(stderr)) {
    return new SourceError(
      "no-working-tree",
      `\`${repo}\` is a bare repository: name two revisions, \`<base>..<head>\``,
    );
  }
  const said = stderr.split("\n", 1)[0] ?? "";
  return new SourceError("git-failed", `git failed in \`${repo}\`: ${said === "" ? "it gave no reason" : said}`);
}
