/** Words of a user are quoted up to this length. */
const QUOTE_LENGTH = 60;

/** A user's words for a message: one line, not long, and no mark that would end the quotation. */
export function quote(text: string): string {
  const short = text.length > QUOTE_LENGTH ? `${text.slice(0, QUOTE_LENGTH - 1)}…` : text;
  return short.replaceAll("`", "'");
}
