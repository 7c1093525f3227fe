/** What a team promises and accepts, in words each short enough to be shown whole. */
import type { Assertion, EndWords, Waiver } from "../findings/index.ts";
import type { PortItem } from "../query/index.ts";

/** "db-only-from-api: only", "only from shop/api", "to shop/db", "level warning", "enforce always". */
export function assertionWords({ name, description, level, enforce, claim, ports }: Assertion): readonly string[] {
  const [verb, from, to] = CLAIM_WORDS[claim.type];
  return [
    `${name}: ${verb}`,
    ...endWords(from, claim.from),
    ...endWords(to, claim.to),
    ...(ports ?? []).map(portText),
    `level ${level}`,
    `enforce ${enforce}`,
    ...(description === null ? [] : [description]),
  ];
}

/** What the claim is called, and what stands before the words of its ends. */
const CLAIM_WORDS = {
  deny: ["deny", "from", "to"],
  allow: ["allow", "from", "to"],
  "only-from": ["only", "only from", "to"],
  "only-to": ["only", "from", "only to"],
} as const;

/** "exposed-to-internet", "to shop/web", "until 2026-12-31", "the shop window is public". */
export function waiverWords({ rule, assertion, from, to, until, reason }: Waiver): readonly string[] {
  return [
    assertion === null ? rule : `${rule} ${assertion}`,
    ...endWords("from", from ?? []),
    ...endWords("to", to ?? []),
    ...(until === null ? [] : [`until ${until}`]),
    reason,
  ];
}

function endWords(before: string, words: readonly EndWords[]): readonly string[] {
  return words.map(({ text }) => `${before} ${text}`);
}

/** As `parsePortList` takes it. */
function portText(item: PortItem): string {
  if (item.type === "name") return item.protocol === null ? item.name : `${item.protocol} ${item.name}`;
  const { protocol, first, last } = item;
  if (first === 1 && last === 65535) return protocol;
  return `${protocol} ${first === last ? String(first) : `${String(first)}-${String(last)}`}`;
}
