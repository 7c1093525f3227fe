import * as v from "valibot";
import { FINDING_RULES } from "../findings/index.ts";
import { ASSERTION_NAME, ends, LINE } from "./assertions-schema.ts";
import { mapping } from "./mapping.ts";

/** Bounds on waivers. */
const MAX_WAIVERS = 500;
const MAX_REASON = 200;

const DAY = "must be a day such as `2026-12-31`";

/** One of the list. */
export const waiverSchema = mapping(
  v.strictObject({
    rule: v.picklist(FINDING_RULES, "must be the id of a rule, or `assertion`"),
    assertion: v.optional(v.pipe(v.string("must be text"), v.regex(ASSERTION_NAME, "is no name of an assertion"))),
    from: v.optional(ends),
    to: v.optional(ends),
    reason: v.pipe(
      v.string("must be text"),
      v.minLength(1, "is empty: say why this is accepted"),
      v.maxLength(MAX_REASON, `is longer than ${MAX_REASON} characters`),
      v.regex(LINE, "must be one line without backticks"),
    ),
    until: v.optional(v.pipe(v.string(DAY), v.check(isDay, DAY))),
  }),
  "must be a mapping such as `{ rule: cut-off, to: shop/db, reason: goes with the old shop, until: 2026-12-31 }`",
);

export const waiversSchema = v.pipe(
  v.array(waiverSchema, "must be a list of waivers"),
  v.maxLength(MAX_WAIVERS, `holds more than ${MAX_WAIVERS} waivers`),
);

export type ParsedWaiver = v.InferOutput<typeof waiverSchema>;

/** A day that the calendar has. */
function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.slice(1) ?? []).map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}
