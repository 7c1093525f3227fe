import * as v from "valibot";
import { LEVELS } from "../findings/index.ts";
import { parseEndpointWords, parsePortList, type EndpointPattern, type PortList } from "../query/index.ts";
import { mapping } from "./mapping.ts";

/** Bounds on what a configuration asserts. */
const MAX_ASSERTIONS = 500;
const MAX_WORDS = 50;
const MAX_DESCRIPTION = 200;

/** Shown beside findings, and in the address of nothing: a DNS label. */
export const ASSERTION_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** One line that needs no escaping to be quoted. */
export const LINE = /^[^`\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u;

/** One or several words for endpoints. `form` tells how they were written. */
export interface ParsedEnds {
  readonly form: "text" | "list";
  readonly words: readonly { readonly text: string; readonly pattern: EndpointPattern }[];
}

const ENDS = "must be an endpoint such as `shop/api`, or a list of them";

/** Endpoint words as the command takes them. */
export const ends = v.pipe(
  v.custom<unknown>((value) => typeof value === "string" || Array.isArray(value), ENDS),
  v.rawTransform<unknown, ParsedEnds>(({ dataset, addIssue, NEVER }) => {
    const written: unknown = dataset.value;
    const items: readonly unknown[] = Array.isArray(written) ? written : [written];
    if (items.length === 0 || items.length > MAX_WORDS) {
      addIssue({
        message: items.length === 0 ? "is empty: name an endpoint" : `holds more than ${MAX_WORDS} endpoints`,
      });
      return NEVER;
    }
    const words = items.map((text, key) => {
      const pattern =
        typeof text === "string" ? parseEndpointWords(text) : ({ type: "problem", message: ENDS } as const);
      if (pattern.type !== "problem" && typeof text === "string") return { text: text.trim(), pattern };
      const message = pattern.type === "problem" ? pattern.message : ENDS;
      const path = { type: "array", origin: "value", input: items as unknown[], key, value: text } as const;
      addIssue({
        message: message === ENDS ? ENDS : `is not understood: ${message}`,
        ...(Array.isArray(written) ? { path: [path] } : {}),
      });
      return null;
    });
    if (words.includes(null)) return NEVER;
    return { form: Array.isArray(written) ? "list" : "text", words: words.flatMap((word) => word ?? []) };
  }),
);

const PORTS = "must be ports such as `TCP 80, 443; UDP 53`";

/** YAML makes a number of a port that stands alone. */
const ports = v.optional(
  v.pipe(
    v.union([v.string(), v.number()], PORTS),
    v.rawTransform<string | number, PortList>(({ dataset, addIssue, NEVER }) => {
      const list = parsePortList(String(dataset.value));
      if (!("message" in list)) return list;
      addIssue({ message: `is not understood: ${list.message}` });
      return NEVER;
    }),
  ),
);

const claim = v.optional(
  mapping(
    v.strictObject({ from: ends, to: ends, ports }),
    "must be a mapping such as `{ from: internet, to: shop/db }`",
  ),
);

/** The claims, of which an assertion makes one. */
export const CLAIMS = ["deny", "allow", "only"] as const;

/** One of the list. */
export const assertionSchema = mapping(
  v.strictObject({
    name: v.pipe(
      v.string("must be text"),
      v.regex(ASSERTION_NAME, "is no name: up to 63 of `a-z`, `0-9` and `-`, such as `no-internet-to-db`"),
    ),
    description: v.optional(
      v.pipe(
        v.string("must be text"),
        v.maxLength(MAX_DESCRIPTION, `is longer than ${MAX_DESCRIPTION} characters`),
        v.regex(LINE, "must be one line without backticks"),
      ),
    ),
    level: v.optional(v.picklist(LEVELS, `must be ${LEVELS.map((name) => `\`${name}\``).join(", ")}`), "failure"),
    enforce: v.optional(v.picklist(["regression", "always"], "must be `regression` or `always`"), "regression"),
    deny: claim,
    allow: claim,
    only: claim,
  }),
  "must be a mapping such as `{ name: no-internet-to-db, deny: { from: internet, to: shop/db } }`",
);

export const assertionsSchema = v.pipe(
  v.array(assertionSchema, "must be a list of assertions"),
  v.maxLength(MAX_ASSERTIONS, `holds more than ${MAX_ASSERTIONS} assertions`),
);

export type ParsedAssertion = v.InferOutput<typeof assertionSchema>;
