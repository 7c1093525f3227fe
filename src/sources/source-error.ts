/** Why a directory or revision could not be read at all. One file that cannot be read is not an error: it is skipped. */
export type SourceProblem =
  | "not-found"
  | "not-readable"
  | "git-missing"
  | "not-a-repository"
  | "no-working-tree"
  | "unknown-revision"
  | "git-failed";

/** The world failed in a way the user can mend. `message` is one line that says how. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly problem: SourceProblem;

  constructor(problem: SourceProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** A revision that the repository does not have. `known` holds the short names of its branches and tags, sorted. */
export class UnknownRevisionError extends SourceError {
  readonly revision: string;
  readonly known: readonly string[];

  constructor(revision: string, known: readonly string[], message: string) {
    super("unknown-revision", message);
    this.revision = revision;
    this.known = known;
  }
}
