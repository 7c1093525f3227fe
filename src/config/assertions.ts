import type { Origin } from "../engine/index.ts";
import type { Assertion, Claim } from "../findings/index.ts";
import type { PortList } from "../query/index.ts";
import type { Diagnostic } from "../manifests/index.ts";
import { CLAIMS, type ParsedAssertion, type ParsedEnds } from "./assertions-schema.ts";
import { placedWords } from "./placed-words.ts";
import type { Step } from "./plain-yaml.ts";

type OriginOf = (path: readonly Step[]) => Origin;

/**
 * What the list `assertions` says, or what is wrong with it beyond the form of its parts; `null` stands for one whose form
 * is wrong.
 */
export function toAssertions(
  parsed: readonly (ParsedAssertion | null)[],
  originOf: OriginOf,
): { readonly assertions: readonly Assertion[]; readonly problems: readonly Diagnostic[] } {
  const made = parsed.map((one, index) => (one === null ? NONE : toAssertion(one, ["assertions", index], originOf)));
  return {
    assertions: made.flatMap(({ assertion }) => assertion ?? []),
    problems: [...made.flatMap(({ problems }) => problems), ...repeatedNames(parsed, originOf)],
  };
}

interface Made {
  readonly assertion: Assertion | null;
  readonly problems: readonly Diagnostic[];
}

const NONE: Made = { assertion: null, problems: [] };

function toAssertion(parsed: ParsedAssertion, at: readonly Step[], originOf: OriginOf): Made {
  const { name, description, level, enforce } = parsed;
  const claims = CLAIMS.flatMap((type) => {
    const claim = parsed[type];
    return claim === undefined ? [] : [{ type, ...claim }];
  });
  const [claim, second] = claims;
  if (claim === undefined || second !== undefined) {
    const message = `\`${nameOf(at)}\` must hold exactly one of \`deny\`, \`allow\` and \`only\``;
    const place = second === undefined ? at : [...at, second.type];
    return { assertion: null, problems: [problem(message, originOf(place))] };
  }
  const { from, to, ports = null } = claim;
  const wrong = problemOf(claim, nameOf([...at, claim.type]));
  if (wrong !== null) return { assertion: null, problems: [problem(wrong, originOf([...at, claim.type]))] };
  const type = claim.type === "only" ? onlyType(from) : claim.type;
  return {
    assertion: {
      name,
      description: description ?? null,
      level,
      enforce,
      claim: {
        type,
        from: placedWords(from, [...at, claim.type, "from"], originOf),
        to: placedWords(to, [...at, claim.type, "to"], originOf),
      },
      ports,
      origin: originOf(at),
    },
    problems: [],
  };
}

/** The end that is a list names those that are permitted. */
function onlyType(from: ParsedEnds): Claim["type"] {
  return from.form === "list" ? "only-from" : "only-to";
}

interface WrittenClaim {
  readonly type: (typeof CLAIMS)[number];
  readonly from: ParsedEnds;
  readonly to: ParsedEnds;
  readonly ports?: PortList | undefined;
}

function problemOf({ type, from, to, ports }: WrittenClaim, name: string): string | null {
  if (type === "only" && from.form === to.form) {
    return (
      `exactly one end of \`${name}\` must be a list, the one that is permitted: ` +
      "`from: [shop/api]` for the only ones that may connect, `to: [shop/db]` for the only ones that may be called"
    );
  }
  if (type === "allow" && ports === undefined) {
    return `\`${name}.ports\` is missing: add it, for example \`ports: TCP 5432\``;
  }
  return null;
}

function repeatedNames(parsed: readonly (ParsedAssertion | null)[], originOf: OriginOf): readonly Diagnostic[] {
  const seen = new Set<string>();
  return parsed.flatMap((one, index) => {
    if (one === null) return [];
    const { name } = one;
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const message = `the assertion \`${name}\` stands here twice: rename one`;
    return [problem(message, originOf(["assertions", index, "name"]))];
  });
}

function problem(message: string, origin: Origin): Diagnostic {
  return { severity: "error", code: "invalid-value", message, ...origin };
}

function nameOf(at: readonly Step[]): string {
  return at.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}
