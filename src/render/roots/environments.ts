import type { EnvironmentSetting, RootPlan } from "./plan.ts";

/** Puts roots into the environments of the configuration; the first that names a root has it. */
export function inEnvironments(
  plans: readonly RootPlan[],
  settings: readonly EnvironmentSetting[],
): readonly RootPlan[] {
  const compiled = settings.map((setting) => ({ setting, patterns: setting.roots.map(segmentsOf) }));
  return plans.map((plan) => {
    const name = segmentsOf(plan.name);
    const found = compiled.find(({ patterns }) => patterns.some((pattern) => matches(pattern, name)));
    if (found === undefined) return plan;
    const { setting } = found;
    return { ...plan, environment: setting.name, namespace: plan.namespace ?? setting.namespace };
  });
}

/** Whether a pattern of people means a root: `*` stands for any text within a segment, `**` for any segments. */
export function matchesRoot(pattern: string, name: string): boolean {
  return matches(segmentsOf(pattern), segmentsOf(name));
}

function segmentsOf(text: string): readonly string[] {
  return text.split("/");
}

/** Whether a glob matches a name: `*` stands for any text within a segment, `**` for any segments. */
function matches(pattern: readonly string[], name: readonly string[]): boolean {
  return covers(pattern, name, {
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
