import { isBlankOrEnd } from "./characters.ts";
import { quote } from "./quote.ts";
import type { ScanState } from "./state.ts";
import { scanError } from "./state.ts";

const CORE = "tag:yaml.org,2002:";

/** The name behind `&` or `*`; only ASCII letters, digits, `_` and `-`, as in go-yaml. */
export function scanAlias(s: ScanState): string {
  const start = s.position + 1;
  let p = start;
  while (isNameCharacter(s.source.charCodeAt(p))) p++;
  s.position = p;
  if (p === start || !(isBlankOrEnd(s.source.charCodeAt(p)) || "?:,]}%@`".includes(s.source.charAt(p))))
    throw scanError(
      s,
      "the name of an anchor or alias holds only letters, digits, `-` and `_`: put other text in quotes",
      p,
    );
  return s.source.slice(start, p);
}

function isNameCharacter(c: number): boolean {
  return (
    (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 45 || c === 95 // - _
  );
}

/** A tag in full: `!!int` gives `tag:yaml.org,2002:int`, `!` gives `!`. */
export function scanTag(s: ScanState): string {
  const start = s.position;
  let p = start;
  while (!isBlankOrEnd(s.source.charCodeAt(p))) p++;
  const text = s.source.slice(start, p);
  s.position = p;
  const verbatim = /^!<([\w\-;/?:@&=+$,.!~*'()[\]%]+)>$/.exec(text)?.[1];
  const [, handle, suffix] = /^(!(?:[\w-]*!)?)([\w\-;/?:@&=+$,.!~*'()[\]%]*)$/.exec(text) ?? [];
  const name = withoutEscapes(verbatim ?? suffix ?? "");
  if (name !== null) {
    if (verbatim !== undefined) return name;
    if (handle === "!") return `!${name}`;
    if (handle === "!!" && name !== "") return CORE + name;
  }
  throw scanError(
    s,
    `\`${quote(text)}\` is no tag that Kubernetes knows: put text that starts with \`!\` in quotes`,
    start,
  );
}

/** A tag with the bytes that `%` and two digits stand for; `null` when they are no UTF-8. */
function withoutEscapes(uri: string): string | null {
  try {
    return decodeURIComponent(uri);
  } catch {
    return null;
  }
}
