import * as v from "valibot";
import { FINDING_RULES, LEVELS, PLUGINS, RULES, type RuleId } from "../findings/index.ts";
import { parseCidr } from "../manifests/index.ts";
import { assertionsSchema } from "./assertions-schema.ts";
import { mapping } from "./mapping.ts";
import { waiversSchema } from "./waivers-schema.ts";

/** Sources: Kubernetes "Object Names and IDs" and "Labels and Selectors", "Syntax and character set". */
const namespaceName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const objectName = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const labelKey = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
/** An IANA service name: at least one letter, no two hyphens together. */
const portName = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;

const CIDR = "must be a CIDR, such as `10.244.0.0/16` or `fd00:10::/48`";
const NUMBER = "must be a port number, 1 to 65535";

/** Names with their values. `v.record` does not do: it passes over `constructor` and `prototype`, which are good names. */
const named = <V>(name: v.GenericSchema<unknown, string>, value: v.GenericSchema<unknown, V>, message: string) =>
  mapping(
    v.pipe(
      v.custom<Readonly<Record<string, unknown>>>(() => true),
      v.rawTransform(({ dataset, addIssue }) => {
        const entries = new Map<string, V>();
        for (const [key, written] of Object.entries(dataset.value)) {
          const place = { type: "object", origin: "value", input: dataset.value, key, value: written } as const;
          const names = v.safeParse(name, key);
          const values = v.safeParse(value, written);
          for (const issue of [...(names.issues ?? []), ...(values.issues ?? [])]) {
            addIssue({ message: issue.message, path: [place, ...(issue.path ?? [])] });
          }
          if (values.success) entries.set(key, values.output);
        }
        return entries;
      }),
    ),
    message,
  );

const cidrs = v.optional(
  v.array(
    v.pipe(
      v.string(CIDR),
      v.rawTransform(({ dataset, addIssue, NEVER }) => {
        const cidr = parseCidr(dataset.value);
        if (cidr.type === "error") addIssue({ message: CIDR });
        else if (cidr.strictProblems.length === 0) return cidr.range;
        else addIssue({ message: `${cidr.strictProblems.join(" and ")}: write \`${cidr.canonical}\`` });
        return NEVER;
      }),
    ),
    "must be a list of CIDRs",
  ),
  [],
);

const labels = v.nullish(
  named(
    v.pipe(v.string(), v.regex(labelKey, "is no label key: `name` or `example.com/name`")),
    v.pipe(
      v.string("must be text: put it in quotes"),
      v.regex(labelValue, "is no label value: up to 63 letters, digits, `-`, `_` and `.`"),
    ),
    "must be a mapping of labels, such as `{ team: shop }`",
  ),
  {},
);

const port = mapping(
  v.strictObject({
    name: v.pipe(v.string("must be text"), v.regex(portName, "is no port name: up to 15 of `a-z`, `0-9` and `-`")),
    port: v.pipe(v.number(NUMBER), v.integer(NUMBER), v.minValue(1, NUMBER), v.maxValue(65535, NUMBER)),
    protocol: v.optional(v.picklist(["TCP", "UDP", "SCTP"], "must be `TCP`, `UDP` or `SCTP`"), "TCP"),
  }),
  "must be a mapping such as `{ name: http, port: 8080 }`",
);

const workload = mapping(
  v.strictObject({
    namespace: v.pipe(v.string("must be text"), v.regex(namespaceName, "is no name of a namespace")),
    name: v.pipe(v.string("must be text"), v.regex(objectName, "is no name of an object")),
    kind: v.optional(
      v.pipe(v.string("must be text"), v.regex(/^[A-Za-z][A-Za-z0-9]{0,62}$/, "is no kind, such as `Deployment`")),
      "Deployment",
    ),
    labels,
    ports: v.optional(v.array(port, "must be a list of ports"), []),
  }),
  "must be a mapping such as `{ namespace: monitoring, name: prometheus, labels: { app: prometheus } }`",
);

const cluster = mapping(
  v.strictObject({
    podCIDRs: cidrs,
    nodeCIDRs: cidrs,
    ipBlocks: v.optional(
      v.picklist(["pods-and-external", "external-only"], "must be `pods-and-external` or `external-only`"),
      "pods-and-external",
    ),
    hostNetworkPods: v.optional(v.picklist(["node", "pod"], "must be `node` or `pod`"), "node"),
    cni: v.optional(v.picklist(PLUGINS, `must be one of ${PLUGINS.map((name) => `\`${name}\``).join(", ")}`)),
    namespaces: v.nullish(
      named(
        v.pipe(v.string(), v.regex(namespaceName, "is no name of a namespace")),
        labels,
        "must be a mapping of namespaces to their labels, such as `{ monitoring: { team: ops } }`",
      ),
      {},
    ),
    workloads: v.nullish(v.array(workload, "must be a list of workloads"), []),
  }),
  "must be a mapping",
);

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
    cluster: v.nullish(cluster, {}),
    rules: v.nullish(rules, {}),
    assertions: v.nullish(assertionsSchema, []),
    waivers: v.nullish(waiversSchema, []),
    mode: v.optional(v.picklist(["enforce", "advisory"], "must be `enforce` or `advisory`"), "enforce"),
    "require-approval": requireApproval,
    approvers,
  }),
  "must be a mapping with the keys `cluster`, `rules`, `assertions`, `waivers`, `mode`, `require-approval` and `approvers`",
);

/** What the schema makes of a file that fits it. */
export type ParsedConfig = v.InferOutput<typeof configSchema>;
