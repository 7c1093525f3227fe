import { gitFailure, gitText, runGit } from "./git.ts";
import { SourceError, UnknownRevisionError } from "./source-error.ts";

/** So many branches and tags are offered when a revision is not found. */
const KNOWN_NAMES = 5000;

/**
 * The id of the commit that a revision names (a branch, a tag, `HEAD~2`, an abbreviated id …).
 *
 * @throws UnknownRevisionError when the repository has no such commit; SourceError when it cannot be read
 */
export async function resolveRevision(repo: string, revision: string): Promise<string> {
  // No revision starts with a dash, and none holds a NUL: such a word must not reach git as an option.
  if (revision === "" || revision.startsWith("-") || revision.includes("\0")) throw await unknown(repo, revision);
  const result = await runGit(repo, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
  if (result.status === 0) return result.stdout.toString("utf8").trim();
  // `--quiet` says nothing of an unknown revision; any word of git's is about the repository.
  if (/not a git repository|dubious ownership/i.test(result.stderr)) throw gitFailure(repo, result.stderr);
  throw await unknown(repo, revision);
}

/**
 * The commit that both revisions grew from: the left side of `base...head`.
 *
 * @throws UnknownRevisionError for an unknown revision; SourceError when they have no common commit
 */
export async function mergeBase(repo: string, base: string, head: string): Promise<string> {
  const commits = await Promise.all([resolveRevision(repo, base), resolveRevision(repo, head)]);
  const result = await runGit(repo, ["merge-base", ...commits]);
  if (result.status === 0) return result.stdout.toString("utf8").trim();
  const message = `\`${base}\` and \`${head}\` have no common commit${await shallowHint(repo)}`;
  throw new SourceError("unknown-revision", message);
}

async function unknown(repo: string, revision: string): Promise<UnknownRevisionError> {
  const names = await gitText(repo, [
    "for-each-ref",
    `--count=${String(KNOWN_NAMES)}`,
    "--format=%(refname:short)",
    "refs/heads",
    "refs/tags",
    "refs/remotes",
  ]);
  const known = names.split("\n").filter((name) => name !== "");
  const message = `no revision \`${revision}\` in \`${repo}\`${await shallowHint(repo)}`;
  return new UnknownRevisionError(revision, known.sort(), message);
}

/** Checkouts in CI often hold one commit only. */
async function shallowHint(repo: string): Promise<string> {
  const answer = await gitText(repo, ["rev-parse", "--is-shallow-repository"]);
  return answer.trim() === "true" ? ": this is a shallow clone, `git fetch --unshallow` brings the rest" : "";
}
