import * as v from "valibot";
import { assertionSchema, type ParsedAssertion } from "./assertions-schema.ts";
import { clusterSchema } from "./cluster-schema.ts";
import { environmentSchema } from "./environments-schema.ts";
import { waiverSchema, type ParsedWaiver } from "./waivers-schema.ts";

/** The parts of a document that fit their schemas, whatever is wrong beside them; `null` stands for one that does not. */
export interface FittingParts {
  readonly assertions: readonly (ParsedAssertion | null)[];
  /** Also those of assertions that do not fit. */
  readonly names: ReadonlySet<string>;
  readonly waivers: readonly (ParsedWaiver | null)[];
  readonly cluster: v.InferOutput<typeof clusterSchema> | null;
  readonly environments: readonly (v.InferOutput<typeof environmentSchema> | null)[];
  /** As they are written. */
  readonly rules: Readonly<Record<string, unknown>>;
  readonly required: readonly unknown[];
}

/** Takes a document apart, so that all that is wrong in it can be told at once. */
export function fittingParts(document: unknown): FittingParts {
  const { assertions, waivers, cluster, environments, rules, "require-approval": required } = mappingOf(document);
  return {
    assertions: listOf(assertions).map((one) => fitting(assertionSchema, one)),
    names: new Set(
      listOf(assertions).flatMap((one) => {
        const { name } = mappingOf(one);
        return typeof name === "string" ? [name] : [];
      }),
    ),
    waivers: listOf(waivers).map((one) => fitting(waiverSchema, one)),
    cluster: fitting(clusterSchema, cluster ?? {}),
    environments: listOf(environments).map((one) => fitting(environmentSchema, one)),
    rules: mappingOf(rules),
    required: listOf(required),
  };
}

function fitting<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> | null {
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function mappingOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
