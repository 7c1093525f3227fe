import { PROTOCOLS, type Connections, type Family, type PortRanges, type Protocol } from "../engine/index.ts";
import { code, join, phrase, quotedText, text, type Span } from "./spans.ts";

/** Most port ranges of one protocol that a sentence spells out. */
const MAX_RANGES = 12;

/** Most port ranges after "except". */
const MAX_EXCEPTIONS = 8;

/**
 * "TCP 80, 443, 8000-8080; UDP 53", "any port", "any port except TCP 80", "all TCP ports", "all TCP ports except 80",
 * "TCP `pg` (by name)", "any port except TCP `pg` (by name)"; "no port" when there is none.
 */
export function connectionsText(connections: Connections): string {
  return quotedText(connectionsPhrase(connections));
}

/** The same as a sentence with the port names apart. */
export function connectionsPhrase(connections: Connections): readonly Span[] {
  const isAny = PROTOCOLS.every((protocol) => isWhole(connections.ranges.get(protocol)));
  if (isAny && connections.exceptNames.length === 0) return [text("any port")];
  const except = exceptions(connections);
  if (except !== null) return phrase`any port except ${except}`;
  const pieces = PROTOCOLS.flatMap((protocol) => {
    const ranges = connections.ranges.get(protocol) ?? [];
    const names = connections.names.filter((entry) => entry.protocol === protocol);
    const missing = missingPhrases(connections, protocol);
    if (isWhole(ranges) && missing.length === 0) return [phrase`all ${protocol} ports`];
    const gaps = gapsOf(ranges);
    if (names.length === 0 && ranges.length > 0 && missing.length <= MAX_EXCEPTIONS && gaps.length < ranges.length) {
      return [phrase`all ${protocol} ports except ${join(missing, ", ")}`];
    }
    const items = [...rangePhrases(ranges), ...names.map((entry) => phrase`${code(entry.name)} (by name)`)];
    return items.length === 0 ? [] : [phrase`${protocol} ${join(items, ", ")}`];
  });
  return pieces.length === 0 ? [text("no port")] : join(pieces, "; ");
}

/** "(IPv4 only)" after the ports of a flow that exists over one family only. */
export function familyPhrase(family: Family | null): readonly Span[] {
  return family === null ? [] : [text(` (IPv${String(family)} only)`)];
}

/** "80", "8000-8080". */
export function rangeText([first, last]: readonly [number, number]): string {
  return first === last ? String(first) : `${String(first)}-${String(last)}`;
}

/** A key that is equal for equal connections, and sorts small sets of ports first. */
export function connectionsKey(connections: Connections): string {
  const ranges = PROTOCOLS.map((protocol) => (connections.ranges.get(protocol) ?? []).map(rangeText).join(","));
  const names = connections.names.map((entry) => `${entry.protocol} ${entry.name}`);
  const except = connections.exceptNames.map((entry) => `${entry.protocol} ${entry.name}`);
  return JSON.stringify([ranges, names, except]);
}

function isWhole(ranges: PortRanges | undefined): boolean {
  return ranges?.length === 1 && ranges[0]?.[0] === 1 && ranges[0][1] === 65535;
}

/** "TCP 80; UDP 53", when these few ports are all that is missing and fewer than what is there; else `null`. */
function exceptions(connections: Connections): readonly Span[] | null {
  const { ranges, names } = connections;
  const missing = PROTOCOLS.map((protocol) => ({ protocol, phrases: missingPhrases(connections, protocol) }));
  const gaps = PROTOCOLS.map((protocol) => gapsOf(ranges.get(protocol) ?? []));
  const count = missing.reduce((sum, { phrases }) => sum + phrases.length, 0);
  const direct = PROTOCOLS.reduce((sum, protocol) => sum + (ranges.get(protocol) ?? []).length, 0);
  if (names.length > 0 || count > MAX_EXCEPTIONS || gaps.flat().length >= direct) return null;
  if (gaps.some(isWhole)) return null;
  const words = missing.filter(({ phrases }) => phrases.length > 0);
  return join(
    words.map(({ protocol, phrases }) => phrase`${protocol} ${join(phrases, ", ")}`),
    "; ",
  );
}

/** What is not among the ports of a protocol: numbers, then names. */
function missingPhrases({ ranges, exceptNames }: Connections, protocol: Protocol): readonly (readonly Span[])[] {
  const names = exceptNames.filter((entry) => entry.protocol === protocol);
  return [
    ...rangePhrases(gapsOf(ranges.get(protocol) ?? [])),
    ...names.map((entry) => phrase`${code(entry.name)} (by name)`),
  ];
}

/** The ports outside of the ranges; sorted, not touching. */
function gapsOf(ranges: PortRanges): PortRanges {
  const starts = [1, ...ranges.map(([, last]) => last + 1)];
  const ends = [...ranges.map(([first]) => first - 1), 65535];
  return starts.map((start, index) => [start, ends[index] ?? 0] as const).filter(([first, last]) => first <= last);
}

function rangePhrases(ranges: PortRanges): readonly (readonly Span[])[] {
  const shown = ranges.slice(0, MAX_RANGES).map((range) => [text(rangeText(range))]);
  const rest = ranges.length - shown.length;
  return rest > 0 ? [...shown, phrase`${rest} more ${rest === 1 ? "range" : "ranges"}`] : shown;
}
