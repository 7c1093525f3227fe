import { formatIpBlock, type IpBlockPeer, type Origin, type Policy } from "../../engine/index.ts";
import { holds } from "../covering.ts";
import type { Discovery } from "../discovery.ts";
import { peerSubject, ruleName, whoseSubject, type PlacedRule } from "../identity.ts";
import { placeAt } from "../places.ts";
import { DEVIATIONS, type Feature, type Plugin } from "../plugins.ts";
import type { SideRule } from "../rule.ts";
import type { ChangeView, SideView } from "../views.ts";

/** Quiet without `cluster.cni` in the configuration: nobody can tell the plugin from manifests. */
export const notEnforced: SideRule<"not-enforced"> = {
  id: "not-enforced",
  scope: "side",
  level: "warning",
  summary: "The network plugin of the configuration does not enforce policies, or not what a policy says.",
  find: (view, change) => {
    const { plugin } = change;
    if (plugin === null) return [];
    const whole = DEVIATIONS[plugin].policies;
    if (whole !== undefined) return view.cluster.policies.map((policy) => unenforced(view, plugin, whole, policy));
    const deviations = DEVIATIONS[plugin];
    const isUsed = ({ feature }: Use): boolean => deviations[feature] !== undefined;
    const uses = [
      ...view.rules.flatMap((placed) => usesOf(placed, change).filter(isUsed)),
      ...(deviations["bare-pods"] === undefined
        ? []
        : view.cluster.policies.flatMap((policy) => barePods(view, policy))),
    ];
    return uses.map(({ feature, words, origin }) => {
      const { what, subject } = words(view);
      const message = `${what}, but \`${plugin}\` ${deviations[feature] ?? ""}: ${ADVICE[feature]}`;
      return discovery(view, [feature, ...subject], message, origin);
    });
  },
};

const ADVICE = {
  "named-ports": "give the number",
  "named-ports-to-all": "give the number",
  ipv6: "use a plugin that knows it where the cluster has IPv6",
  "cluster-addresses": "select the pods by their labels",
  "bare-pods": "let a controller own the pod",
} as const;

/** Where a policy uses a feature that is not the same everywhere. */
interface Use {
  readonly feature: Exclude<Feature, "policies">;
  readonly origin: Origin;
  /** Put together only where the plugin does not enforce it. */
  readonly words: (view: SideView) => { readonly what: string; readonly subject: readonly unknown[] };
}

function usesOf(placed: PlacedRule, { settings }: ChangeView): readonly Use[] {
  const { policy, direction, rule } = placed;
  const ofName = (feature: Use["feature"]): readonly Use[] =>
    (rule.ports ?? [])
      .filter((port) => port.type === "name")
      .map(({ protocol, name, origin }) => ({
        feature,
        origin,
        words: ({ wording }) => ({
          what: `${ruleName(placed)} names the port \`${name}\``,
          subject: [...whoseSubject(placed, wording), protocol, name],
        }),
      }));
  const ofBlock = (feature: Use["feature"], isMeant: (block: IpBlockPeer) => boolean): readonly Use[] =>
    (rule.peers ?? [])
      .filter((peer): peer is IpBlockPeer => peer.type === "ipBlock" && isMeant(peer))
      .map((block) => ({
        feature,
        origin: block.origin,
        words: ({ wording }) => ({
          what: `${ruleName(placed)} names \`${formatIpBlock(block)}\``,
          subject: [...whoseSubject(placed, wording), peerSubject(policy.namespace, block, wording)],
        }),
      }));
  const clusterRanges = [...settings.podRanges, ...settings.nodeRanges];
  return [
    ...ofName("named-ports"),
    ...(direction === "egress" && rule.peers === null ? ofName("named-ports-to-all") : []),
    ...ofBlock("ipv6", ({ cidr }) => cidr.family === 6),
    ...ofBlock("cluster-addresses", ({ cidr }) => clusterRanges.some((range) => holds(range, cidr))),
  ];
}

function barePods({ selection }: SideView, { namespace, name, subject, subjectOrigin }: Policy): readonly Use[] {
  if (subject.requirements.length === 0) return [];
  return selection
    .inNamespace(namespace, subject)
    .filter(({ kind }) => kind === "Pod")
    .map((pod) => ({
      feature: "bare-pods",
      origin: subjectOrigin,
      words: ({ wording }) => ({
        what: `NetworkPolicy \`${namespace}/${name}\` selects the bare Pod \`${namespace}/${pod.name}\``,
        subject: [namespace, wording(namespace, subject), pod.name],
      }),
    }));
}

function unenforced(view: SideView, plugin: Plugin, deviation: string, policy: Policy): Discovery {
  const { namespace, name, subject, origin } = policy;
  const message =
    `NetworkPolicy \`${namespace}/${name}\` has no effect, for \`${plugin}\` ${deviation}: ` +
    "use a plugin that enforces them, or put one that does beside it";
  return discovery(view, ["policies", namespace, view.wording(namespace, subject)], message, origin);
}

function discovery({ side }: SideView, subject: readonly unknown[], message: string, origin: Origin): Discovery {
  return {
    subjects: [JSON.stringify(subject)],
    endpoints: [],
    message,
    flows: [],
    causes: [],
    place: placeAt(side, origin),
    fix: null,
  };
}
