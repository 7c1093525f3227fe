import * as v from "valibot";

/** A schema for mappings alone. Valibot takes a list for an object; a reader would not. */
export function mapping<S extends v.GenericSchema<unknown, unknown>>(
  schema: S,
  message: string,
): v.GenericSchema<unknown, v.InferOutput<S>> {
  return v.pipe(
    v.custom<unknown>((value) => typeof value === "object" && value !== null && !Array.isArray(value), message),
    schema,
  );
}
