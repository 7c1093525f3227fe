import type { Operator, Requirement, Selector } from "../engine/index.ts";
import { field, join, list, pathOf, struct, text, textMap } from "./narrow.ts";
import type { Remark, TextEntry, Value } from "./narrow.ts";
import { validateLabels } from "./metadata.ts";
import { labelKeyProblems, labelValueProblems } from "./names.ts";
import { forbidden, invalid, required } from "./violation.ts";
import type { Violation } from "./violation.ts";

/** A label selector as written. */
export interface SelectorFacts {
  readonly matchLabels: readonly TextEntry[];
  readonly matchExpressions: readonly ExpressionFacts[];
  readonly path: string;
  readonly offset: number;
}

interface ExpressionFacts {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly { readonly text: string; readonly offset: number }[];
  readonly offset: number;
  readonly keyOffset: number;
  readonly operatorOffset: number;
  readonly valuesOffset: number;
}

const SELECTOR_FIELDS: ReadonlySet<string> = new Set(["matchLabels", "matchExpressions"]);
const EXPRESSION_FIELDS: ReadonlySet<string> = new Set(["key", "operator", "values"]);

/**
 * Decodes a selector; `null` for an absent or null one, which is not the same as an empty one. Source: meta/v1
 * `LabelSelector`.
 */
export function decodeSelector(value: Value | null, remarks: Remark[]): SelectorFacts | null {
  if (value === null) return null;
  const selector = struct(value, SELECTOR_FIELDS, remarks);
  return {
    matchLabels: textMap(field(selector, "matchLabels"), "plain", remarks),
    matchExpressions: list(field(selector, "matchExpressions"), remarks).map((item) => decodeExpression(item, remarks)),
    path: pathOf(value),
    offset: value.offset,
  };
}

function decodeExpression(item: Value, remarks: Remark[]): ExpressionFacts {
  const expression = struct(item, EXPRESSION_FIELDS, remarks);
  const key = field(expression, "key");
  const operator = field(expression, "operator");
  const values = field(expression, "values");
  return {
    key: text(key, remarks),
    operator: text(operator, remarks),
    values: list(values, remarks).map((value) => ({ text: text(value, remarks), offset: value.offset })),
    offset: item.offset,
    keyOffset: key?.node.offset ?? item.offset,
    operatorOffset: operator?.node.offset ?? item.offset,
    valuesOffset: values?.node.offset ?? item.offset,
  };
}

/** Source: apimachinery `ValidateLabelSelector`. */
export function validateSelector(selector: SelectorFacts): readonly Violation[] {
  return [
    ...validateLabels(selector.matchLabels, join(selector.path, "matchLabels")),
    ...selector.matchExpressions.flatMap((expression, index) =>
      validateExpression(expression, join(join(selector.path, "matchExpressions"), index)),
    ),
  ];
}

function validateExpression(expression: ExpressionFacts, path: string): readonly Violation[] {
  const violations: Violation[] = [];
  const { operator, values } = expression;
  if (operator === "In" || operator === "NotIn") {
    if (values.length === 0) {
      const detail = "must be specified when `operator` is 'In' or 'NotIn'";
      violations.push(required(join(path, "values"), detail, expression.valuesOffset));
    }
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length > 0) {
      const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      violations.push(forbidden(join(path, "values"), detail, expression.valuesOffset));
    }
  } else {
    violations.push(
      invalid(join(path, "operator"), operator, "not a valid selector operator", expression.operatorOffset),
    );
  }
  for (const problem of labelKeyProblems(expression.key)) {
    violations.push(invalid(join(path, "key"), expression.key, problem, expression.keyOffset));
  }
  values.forEach((value, index) => {
    for (const problem of labelValueProblems(value.text)) {
      violations.push(invalid(join(join(path, "values"), index), value.text, problem, value.offset));
    }
  });
  return violations;
}

/**
 * The canonical form of a valid selector: `matchLabels` become `In` with one value. An absent selector selects
 * everything, which holds for `spec.podSelector` only.
 */
export function toSelector(selector: SelectorFacts | null): Selector {
  if (selector === null) return { requirements: [] };
  const requirements: Requirement[] = selector.matchLabels.map(({ key, value }) => ({
    key,
    operator: "In",
    values: [value],
  }));
  for (const { key, operator, values } of selector.matchExpressions) {
    const texts = [...new Set(values.map((value) => value.text))].sort(compareText);
    requirements.push({ key, operator: operator as Operator, values: texts });
  }
  const sorted = requirements.sort(compareRequirements);
  return { requirements: sorted.filter((requirement, index) => !isSame(requirement, sorted[index - 1])) };
}

function compareRequirements(a: Requirement, b: Requirement): number {
  return (
    compareText(a.key, b.key) || compareText(a.operator, b.operator) || compareText(a.values.join(), b.values.join())
  );
}

function isSame(a: Requirement, b: Requirement | undefined): boolean {
  return b !== undefined && compareRequirements(a, b) === 0;
}

/** By code unit. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
