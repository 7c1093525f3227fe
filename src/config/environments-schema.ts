import * as v from "valibot";
import { clusterSchema, namespaceName } from "./cluster-schema.ts";
import { mapping } from "./mapping.ts";

/** Most environments of a file, and patterns of one. */
const MAX_ENVIRONMENTS = 100;
const MAX_PATTERNS = 100;

/** Longest name and pattern: a path of a repository may be long. */
const MAX_LENGTH = 1000;

const text = v.pipe(
  v.string("must be text"),
  v.nonEmpty("must not be empty"),
  v.maxLength(MAX_LENGTH, `may have ${String(MAX_LENGTH)} characters`),
);

/** One of the list. */
export const environmentSchema = mapping(
  v.strictObject({
    name: text,
    roots: v.pipe(
      v.array(text, 'must be a list of roots, such as `[overlays/prod, "charts/*:values-prod.yaml"]`'),
      v.minLength(1, "must name at least one root"),
      v.maxLength(MAX_PATTERNS, `may have ${String(MAX_PATTERNS)} entries`),
    ),
    namespace: v.optional(v.pipe(v.string("must be text"), v.regex(namespaceName, "is no name of a namespace"))),
    cluster: v.optional(clusterSchema),
  }),
  "must be a mapping such as `{ name: prod, roots: [overlays/prod] }`",
);

/** The key `environments`. */
export const environmentsSchema = v.pipe(
  v.array(environmentSchema, "must be a list of environments"),
  v.maxLength(MAX_ENVIRONMENTS, `may have ${String(MAX_ENVIRONMENTS)} entries`),
);
