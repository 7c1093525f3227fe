import type { Diagnostic, DiagnosticSubject } from "../manifests/index.ts";
import type { Origin } from "../engine/index.ts";
import type { Discovery, Fix } from "./discovery.ts";
import { placeAt } from "./places.ts";
import type { SideView } from "./views.ts";

/**
 * Discoveries of what is wrong in single objects, as reading the manifests found it. One flaw that several objects have
 * alike is counted: a further one is new. `advice` goes behind the message.
 */
export function flawsOf(
  { side, diagnostics }: SideView,
  code: string,
  advice: string,
  fixOf: (about: DiagnosticSubject, origin: Origin) => Fix | null = () => null,
): readonly Discovery[] {
  const seen = new Map<string, number>();
  return diagnostics
    .filter((diagnostic): diagnostic is Flaw => diagnostic.code === code && diagnostic.about !== undefined)
    .map(({ about, message, ...origin }) => {
      const { kind, namespace, what } = about;
      const flaw = JSON.stringify([kind, namespace, what]);
      const count = (seen.get(flaw) ?? 0) + 1;
      seen.set(flaw, count);
      return {
        subjects: [`${flaw} ${String(count)}`],
        endpoints: [],
        message: message + advice,
        flows: [],
        causes: [],
        place: placeAt(side, origin),
        fix: fixOf(about, origin),
      };
    });
}

type Flaw = Diagnostic & { readonly about: DiagnosticSubject };
