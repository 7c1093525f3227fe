import { workloadId } from "../../engine/index.ts";
import { placeAt } from "../places.ts";
import type { SideRule } from "../rule.ts";

/** Quiet about policies for everybody, which mean the others. Source: Network Policies, "hostNetwork pods". */
export const hostNetworkSelected: SideRule<"host-network-selected"> = {
  id: "host-network-selected",
  scope: "side",
  level: "notice",
  summary: "A policy selects by its labels a workload that runs on the network of its node.",
  find: ({ side, cluster, selection, wording }, { settings }) =>
    settings.hostNetworkPods === "pod"
      ? []
      : cluster.policies.flatMap(({ namespace, name, subject, subjectOrigin }) => {
          if (subject.requirements.length === 0) return [];
          const onNode = selection.inNamespace(namespace, subject).filter(({ template }) => template.hostNetwork);
          const [first] = onNode;
          if (first === undefined) return [];
          const others = onNode.length === 1 ? "" : ` and ${String(onNode.length - 1)} more`;
          return [
            {
              subjects: onNode
                .map((workload) => JSON.stringify([wording(namespace, subject), workloadId(workload)]))
                .toSorted(),
              endpoints: [],
              message:
                `NetworkPolicy \`${namespace}/${name}\` selects \`${workloadId(first)}\`${others} with ` +
                "`hostNetwork: true`, on which most network plugins enforce nothing: do without `hostNetwork`, " +
                "filter on the node, or set `cluster.hostNetworkPods: pod` if yours does",
              flows: [],
              causes: [],
              place: placeAt(side, subjectOrigin),
              fix: null,
            },
          ];
        }),
};
