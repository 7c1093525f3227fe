import { reach, type Cluster, type Connections, type Flow, type Side } from "../engine/index.ts";
import { createResolver, formatPattern, problem, type QueryProblem, type Target } from "../query/index.ts";
import type { Asked, PeersReport, PeersSide } from "../report/index.ts";
import { onOneSide, type Ground } from "./explain.ts";
import { createChooser } from "./focus.ts";
import { cutPorts } from "./port-cuts.ts";
import { commonConnections, connectionsOf } from "./port-sets.ts";

/** A cluster and which side of a change it is. */
export interface SideCluster {
  readonly side: Side;
  readonly cluster: Cluster;
}

export interface FoundPeers {
  readonly type: "peers";
  readonly report: PeersReport;
  /** What the report does not say, one line each, names in backticks. */
  readonly remarks: readonly string[];
}

/** Who can reach what a target means (`who`), or what that can reach (`reach`), on each of the sides. */
export function findPeers(
  asked: Asked,
  target: Target,
  sides: readonly SideCluster[],
  settings: Ground["settings"],
): FoundPeers | QueryProblem {
  const clusters = sides.map(({ cluster }) => cluster);
  const subject = formatPattern(target.endpoint);
  const resolution = createResolver(clusters, settings)(target.endpoint);
  if (resolution.type !== "parties") return problem(resolution.message);
  const parties = resolution.parties.map(({ party }) => party);
  const cuts = cutPorts(target.port, target.protocol, clusters, parties);
  if ("message" in cuts) return cuts;
  if (cuts.some(({ type }) => type === "no-ports")) {
    return problem(`policies speak of TCP, UDP and SCTP only: \`explain\` answers for ${target.protocol ?? ""}`);
  }
  const results = sides.map(({ side, cluster }) => {
    const whole = reach(cluster, settings);
    const chosen = createChooser(whole.endpoints, { clusters: [cluster], settings })(target.endpoint);
    return { side, whole, chosen };
  });
  const wrong = results.map(({ chosen }) => chosen).filter((chosen) => "message" in chosen);
  const [first] = wrong;
  if (first !== undefined && wrong.length === results.length) return first;
  const port = target.port === null && target.protocol === null ? null : connectionsOf(cuts);
  return {
    type: "peers",
    report: {
      asked,
      subject,
      port,
      sides: results.map(({ side, whole, chosen }): PeersSide => ({
        side,
        reachability: port === null ? whole : { ...whole, flows: whole.flows.flatMap((flow) => flowOver(flow, port)) },
        chosen: "message" in chosen ? [] : chosen,
      })),
    },
    remarks: onOneSide(resolution.parties, clusters),
  };
}

/** The part of a flow over these ports, if there is one. */
function flowOver(flow: Flow, asked: Connections): readonly Flow[] {
  const connections = commonConnections(flow.connections, asked);
  return connections.ranges.size + connections.names.length === 0 ? [] : [{ ...flow, connections }];
}
