import type { Diagnostic } from "./diagnostic.ts";
import type { WorkloadFacts } from "./facts.ts";
import { field, integer, struct } from "./narrow.ts";
import type { Remark } from "./narrow.ts";
import { labelOf } from "./object-report.ts";
import type { ObjectReport } from "./object-report.ts";
import type { ManifestObject } from "./objects.ts";
import { invalid } from "./violation.ts";
import type { Violation } from "./violation.ts";

/** Pods of a StatefulSet that are told apart; above, only the template is known. */
const MAX_ORDINALS = 1000;

/** What a StatefulSet says about its pods; `null`: only the rendering tool knows. */
interface Ordinals {
  readonly replicas: number | null;
  readonly replicasOffset: number;
  readonly start: number | null;
  readonly startOffset: number;
}

/** Source: apps/v1 `StatefulSetSpec` (`replicas` defaults to 1, `ordinals.start` to 0). */
export function decodeOrdinals({ value }: ManifestObject, remarks: Remark[]): Ordinals {
  const odd: Remark[] = [];
  const spec = field(value, "spec");
  const replicas = field(spec, "replicas");
  const start = field(struct(field(spec, "ordinals"), null, odd), "start");
  const ordinals = {
    replicas: replicas === null ? 1 : integer(replicas, odd),
    replicasOffset: replicas?.node.offset ?? value.offset,
    start: start === null ? 0 : integer(start, odd),
    startOffset: start?.node.offset ?? value.offset,
  };
  // Without the numbers all the rest is known.
  remarks.push(...odd.filter((remark) => remark.type !== "templated"));
  return ordinals;
}

/** Source: apps validation `ValidateStatefulSetSpec`. */
export function validateOrdinals({ replicas, replicasOffset, start, startOffset }: Ordinals): readonly Violation[] {
  const detail = "must be greater than or equal to 0";
  return [
    ...(replicas !== null && replicas < 0 ? [invalid("spec.replicas", replicas, detail, replicasOffset)] : []),
    ...(start !== null && start < 0 ? [invalid("spec.ordinals.start", start, detail, startOffset)] : []),
  ];
}

/**
 * A StatefulSet scaled to nothing counts with its template: it may be scaled up at any time, and the policies must be
 * right for it then.
 */
export function knownOrdinals({ replicas, start }: Ordinals): WorkloadFacts["ordinals"] {
  if (replicas === null || start === null || replicas < 1 || replicas > MAX_ORDINALS) return null;
  return { first: start, count: replicas };
}

/** Says that pods are not told apart. */
export function ordinalDiagnostics(
  report: ObjectReport,
  { value }: ManifestObject,
  { replicas }: Ordinals,
): readonly Diagnostic[] {
  if (replicas === null || replicas <= MAX_ORDINALS) return [];
  const message =
    `${labelOf(report.identity)}: its pods are not told apart, because there are more than ${String(MAX_ORDINALS)}; ` +
    "a policy that selects one of them by name is undecided";
  return [report.diagnostic("notice", "object-limit", message, value.offset)];
}
