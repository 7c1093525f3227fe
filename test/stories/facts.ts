/**
 * The facts of a story, written by hand, one a line:
 *
 *     shop/web -> shop/db TCP 5432: newly denied, because k8s/web.yaml:14
 *     internet -> shop/db TCP 1-65535: denied as before
 *     says warning k8s/db.yaml:9:7 unknown-field
 *     assumes cluster.podCIDRs
 *     nothing changes
 *
 * Endpoints are the words of the command, or in quotes the words of a report for pods that the manifests do not hold.
 */

/** What a fact says of a flow. `assumed`: under a stated assumption; `perhaps`: the manifests cannot decide it. */
export type Outcome =
  | { readonly change: "allowed" | "denied"; readonly certainty: "certain" | "assumed" | "unknown" }
  | { readonly change: "none"; readonly verdict: "allow" | "deny" | "unknown" };

export interface FlowFact {
  readonly type: "flow";
  readonly line: string;
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  /** Inclusive. */
  readonly first: number;
  readonly last: number;
  readonly outcome: Outcome;
  /** Places that must be among the causes: `k8s/web.yaml:14`. */
  readonly because: readonly string[];
}

export type Fact =
  | FlowFact
  /** `path:line:column` */
  | { readonly type: "diagnostic"; readonly severity: string; readonly place: string; readonly code: string }
  | { readonly type: "assumption"; readonly setting: string }
  | { readonly type: "nothing-assumed" }
  | { readonly type: "no-change" };

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  "newly allowed": { change: "allowed", certainty: "certain" },
  "newly denied": { change: "denied", certainty: "certain" },
  "assumed newly allowed": { change: "allowed", certainty: "assumed" },
  "assumed newly denied": { change: "denied", certainty: "assumed" },
  "perhaps newly allowed": { change: "allowed", certainty: "unknown" },
  "perhaps newly denied": { change: "denied", certainty: "unknown" },
  "allowed as before": { change: "none", verdict: "allow" },
  "denied as before": { change: "none", verdict: "deny" },
  "not known as before": { change: "none", verdict: "unknown" },
};

const FLOW =
  /^(?<from>.+?) -> (?<to>.+) (?<protocol>TCP|UDP|SCTP) (?<first>\d+)(?:-(?<last>\d+))?: (?<outcome>[a-z ]+)(?:, because (?<because>.+))?$/u;
const DIAGNOSTIC = /^says (?<severity>error|warning|notice) (?<place>\S+:\d+:\d+) (?<code>[a-z-]+)$/u;
const ASSUMPTION = /^assumes (?<setting>cluster\.\w+)$/u;

/** @throws Error for a line that is no fact */
export function parseFact(line: string): Fact {
  if (line === "nothing changes") return { type: "no-change" };
  if (line === "assumes nothing") return { type: "nothing-assumed" };
  const assumption = ASSUMPTION.exec(line)?.groups;
  if (assumption !== undefined) return { type: "assumption", setting: assumption["setting"] ?? "" };
  const diagnostic = DIAGNOSTIC.exec(line)?.groups;
  if (diagnostic !== undefined) {
    const { severity = "", place = "", code = "" } = diagnostic;
    return { type: "diagnostic", severity, place, code };
  }
  return parseFlow(line);
}

function parseFlow(line: string): FlowFact {
  const groups = FLOW.exec(line)?.groups;
  const outcome = OUTCOMES[groups?.["outcome"] ?? ""];
  if (groups === undefined || outcome === undefined) throw new Error(`not a fact: ${line}`);
  const { from = "", to = "", protocol = "", first = "", last = first, because } = groups;
  return {
    type: "flow",
    line,
    from,
    to,
    protocol,
    first: Number(first),
    last: Number(last),
    outcome,
    because: because?.split(" and ") ?? [],
  };
}
