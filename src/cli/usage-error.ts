/** The command was used wrongly, or its input holds nothing to work on. Ends the program with status 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** What to do about it, one line each; shown below the message. */
  readonly hints: readonly string[];

  constructor(message: string, ...hints: string[]) {
    super(message);
    this.hints = hints;
  }
}
