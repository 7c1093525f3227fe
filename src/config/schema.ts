import * as v from "valibot";
import { FINDING_RULES, LEVELS, RULES, type RuleId } from "../findings/index.ts";
import { assertionsSchema } from "./assertions-schema.ts";
import { clusterSchema } from "./cluster-schema.ts";
import { environmentsSchema } from "./environments-schema.ts";
import { mapping } from "./mapping.ts";
import { waiversSchema } from "./waivers-schema.ts";

const levels = [...LEVELS, "off"] as const;

const level = v.optional(v.picklist(levels, `must be ${levels.map((name) => `\`${name}\``).join(", ")}`));

const rules = mapping(
  v.strictObject(Object.fromEntries(RULES.map(({ id }) => [id, level])) as Record<RuleId, typeof level>),
  "must be a mapping of rules to levels, such as `{ cross-namespace: off }`",
);

const requireApproval = v.nullish(
  v.array(
    v.picklist(FINDING_RULES, "must be the id of a rule, or `assertion`"),
    "must be a list of rules, such as `[cross-namespace]`",
  ),
  [],
);

/** Most people that `approvers` names. */
const MAX_APPROVERS = 100;

/** Source: GitHub, "Username considerations"; an underscore parts the short code of an enterprise from the name. */
const login = /^[a-z0-9](?:[-_a-z0-9]{0,98}[a-z0-9])?$/i;

const approver = v.pipe(
  v.string("must be text"),
  v.transform((name) => name.replace(/^@/, "")),
  v.check(
    (name) => !name.includes("/"),
    "is a team, and who belongs to it cannot be read without a permission that is not asked for: name the people",
  ),
  v.check((name) => name.includes("/") || login.test(name), "is no login of a person"),
  v.transform((name) => name.toLowerCase()),
);

const approvers = v.nullish(
  v.pipe(
    v.array(approver, "must be a list of logins, such as `[alice, bob]`"),
    v.maxLength(MAX_APPROVERS, `may name ${String(MAX_APPROVERS)} people`),
    v.transform((names) => [...new Set(names)]),
  ),
  null,
);

/** The whole file. Every field may be left out. */
export const configSchema = mapping(
  v.strictObject({
    cluster: v.nullish(clusterSchema, {}),
    rules: v.nullish(rules, {}),
    assertions: v.nullish(assertionsSchema, []),
    waivers: v.nullish(waiversSchema, []),
    mode: v.optional(v.picklist(["enforce", "advisory"], "must be `enforce` or `advisory`"), "enforce"),
    "require-approval": requireApproval,
    approvers,
    environments: v.nullish(environmentsSchema, []),
  }),
  "must be a mapping with the keys `cluster`, `rules`, `assertions`, `waivers`, `mode`, `require-approval`, `approvers` and `environments`",
);

/** What the schema makes of a file that fits it. */
export type ParsedConfig = v.InferOutput<typeof configSchema>;
