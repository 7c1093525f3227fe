/** A pattern of paths, taken apart once. */
export type Glob = readonly string[];

export function globOf(text: string): Glob {
  return text.split("/");
}

/** Whether a glob matches a name: `*` stands for any text within a segment, `**` for any segments. */
export function matchesGlob(pattern: Glob, name: string): boolean {
  return covers(pattern, name.split("/"), {
    isMany: (segment) => segment === "**",
    isOne: (segment, text) => segment === text || (segment.includes("*") && matchesSegment(segment, text)),
  });
}

function matchesSegment(pattern: string, text: string): boolean {
  return covers(pattern.split(""), text.split(""), {
    isMany: (letter) => letter === "*",
    isOne: (letter, other) => letter === other,
  });
}

interface Wildcard {
  /** Whether a part of the pattern stands for any number of parts. */
  readonly isMany: (pattern: string) => boolean;
  readonly isOne: (pattern: string, part: string) => boolean;
}

/** Whether a pattern covers all parts: the last wildcard takes one more whenever what follows fits no longer. */
function covers(pattern: readonly string[], parts: readonly string[], { isMany, isOne }: Wildcard): boolean {
  let at = 0;
  let wildcard = -1;
  let resume = 0;
  for (let index = 0; index < parts.length;) {
    const want = pattern[at];
    const part = parts[index] ?? "";
    if (want !== undefined && isMany(want)) {
      wildcard = at;
      at += 1;
      resume = index;
    } else if (want !== undefined && isOne(want, part)) {
      at += 1;
      index += 1;
    } else if (wildcard === -1) return false;
    else {
      at = wildcard + 1;
      resume += 1;
      index = resume;
    }
  }
  return pattern.slice(at).every(isMany);
}
