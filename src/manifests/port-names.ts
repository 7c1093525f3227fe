import { portNameProblems } from "./names.ts";
import { field, list, pathOf, text } from "./narrow.ts";
import type { Value } from "./narrow.ts";
import { duplicate, type Violation } from "./violation.ts";

/**
 * Names that one container gives to several ports, which the API server refuses, whatever their protocols. Containers of
 * one pod may share names. Source: core validation `validateContainerPorts`.
 */
export function repeatedPortNames(spec: Value | null): readonly Violation[] {
  const containers = ["containers", "initContainers"].flatMap((key) => list(field(spec, key), []));
  return containers.flatMap((container) => {
    const known = new Set<string>();
    return list(field(container, "ports"), []).flatMap((port) => {
      const place = field(port, "name");
      const name = text(place, []);
      if (place === null || name === "" || portNameProblems(name).length > 0) return [];
      if (known.has(name)) return [duplicate(pathOf(place), name, place.offset)];
      known.add(name);
      return [];
    });
  });
}
