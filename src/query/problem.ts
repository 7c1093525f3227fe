/** Words that cannot be understood; `message` says what to write instead. */
export interface QueryProblem {
  readonly type: "problem";
  readonly message: string;
}

/** Longest text that is taken for one endpoint, in characters: room for a selector, not for a file. */
export const MAX_ENDPOINT_LENGTH = 1000;

const MAX_QUOTED_LENGTH = 80;

export function problem(message: string): QueryProblem {
  return { type: "problem", message };
}

/** The user's words in backticks, cut to a bearable length, without backticks and characters that steer a terminal. */
export function quote(text: string): string {
  const cut = text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text;
  return `\`${Array.from(cut, (character) => (isPlain(character) ? character : "\u{fffd}")).join("")}\``;
}

/** Not a control or formatting character (bidirectional ones included), nor half of a surrogate pair. */
function isPlain(character: string): boolean {
  return character !== "`" && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(character);
}
