import { formatIpBlock, type IpBlockPeer, type Origin, type Policy } from "../../engine/index.ts";
import { holds } from "../covering.ts";
import type { Discovery } from "../discovery.ts";
import { peerSubject, ruleName, rulesOf, whoseSubject, type PlacedRule } from "../identity.ts";
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
    const uses = [
      ...rulesOf(view.cluster.policies).flatMap((placed) => usesOf(view, placed, change)),
      ...view.cluster.policies.flatMap((policy) => barePods(view, policy)),
    ];
    return uses.flatMap(({ feature, what, subject, origin }) => {
      const deviation = DEVIATIONS[plugin][feature];
      if (deviation === undefined) return [];
      return [
        discovery(view, [feature, ...subject], `${what}, but \`${plugin}\` ${deviation}: ${ADVICE[feature]}`, origin),
      ];
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
  readonly what: string;
  readonly subject: readonly unknown[];
  readonly origin: Origin;
}

function usesOf({ wording }: SideView, placed: PlacedRule, { settings }: ChangeView): readonly Use[] {
  const { policy, direction, rule } = placed;
  const whose = whoseSubject(placed, wording);
  const names = (rule.ports ?? []).filter((port) => port.type === "name");
  const blocks = (rule.peers ?? []).filter((peer): peer is IpBlockPeer => peer.type === "ipBlock");
  const clusterRanges = [...settings.podRanges, ...settings.nodeRanges];
  const useOfBlock = (feature: Use["feature"], block: IpBlockPeer): Use => ({
    feature,
    what: `${ruleName(placed)} names \`${formatIpBlock(block)}\``,
    subject: [...whose, peerSubject(policy.namespace, block, wording)],
    origin: block.origin,
  });
  return [
    ...names.flatMap(({ protocol, name, origin }): readonly Use[] => {
      const use = {
        what: `${ruleName(placed)} names the port \`${name}\``,
        subject: [...whose, protocol, name],
        origin,
      };
      const toAll = direction === "egress" && rule.peers === null;
      return [
        { feature: "named-ports", ...use },
        ...(toAll ? [{ feature: "named-ports-to-all", ...use } as const] : []),
      ];
    }),
    ...blocks.filter(({ cidr }) => cidr.family === 6).map((block) => useOfBlock("ipv6", block)),
    ...blocks
      .filter(({ cidr }) => clusterRanges.some((range) => holds(range, cidr)))
      .map((block) => useOfBlock("cluster-addresses", block)),
  ];
}

function barePods(
  { selection, wording }: SideView,
  { namespace, name, subject, subjectOrigin }: Policy,
): readonly Use[] {
  if (subject.requirements.length === 0) return [];
  return selection
    .inNamespace(namespace, subject)
    .filter(({ kind }) => kind === "Pod")
    .map((pod) => ({
      feature: "bare-pods",
      what: `NetworkPolicy \`${namespace}/${name}\` selects the bare Pod \`${namespace}/${pod.name}\``,
      subject: [namespace, wording(namespace, subject), pod.name],
      origin: subjectOrigin,
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
