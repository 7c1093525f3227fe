/** What assertions say about small changes. */
import { PROTOCOLS, type Connections, type Family } from "../../src/engine/index.ts";
import type { Finding } from "../../src/findings/index.ts";
import { tell, type Files } from "./support.ts";

/**
 * One line for each finding of an assertion, `level name: message [place]`, and below it one for each of its flows,
 * ` allowed from -> to: ports`; at the end `standing N` where any stands.
 */
export async function promised(base: Files, head: Files, assertions: string): Promise<readonly string[]> {
  const { regressions, endpoints, standing } = await tell(base, head, "assertion", `assertions:\n${assertions}`);
  const ids = (indices: readonly number[]): string => indices.map((index) => endpoints[index]?.id ?? "?").join(" ");
  return [
    ...regressions.flatMap(({ level, assertion, message, place, flows }: Finding) => [
      `${level} ${assertion ?? "?"}: ${message} [${place.side} ${place.origin.path}:${String(place.origin.line)}]`,
      ...flows.map(
        ({ change, flow }) =>
          ` ${change} ${ids(flow.from)} -> ${ids(flow.to)}: ${portsText(flow.connections)}${familyText(flow.family)}`,
      ),
    ]),
    ...standing.map((text) => text.replace("assertion", "standing")),
  ];
}

function familyText(family: Family | null): string {
  return family === null ? "" : ` (IPv${String(family)})`;
}

function portsText({ ranges, names }: Connections): string {
  const numbers = PROTOCOLS.flatMap((protocol) =>
    (ranges.get(protocol) ?? []).map(([first, last]) =>
      first === last ? `${protocol} ${String(first)}` : `${protocol} ${String(first)}-${String(last)}`,
    ),
  );
  return [...numbers, ...names.map(({ protocol, name }) => `${protocol} ${name}`)].join(", ");
}
