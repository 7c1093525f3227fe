import { formatSelector, type Policy } from "../../engine/index.ts";
import { placeAt } from "../places.ts";
import type { SideRule } from "../rule.ts";

/** Where the manifests hold no workload of the namespace at all, its pods live elsewhere, and nothing can be said. */
export const selectsNothing: SideRule<"selects-nothing"> = {
  id: "selects-nothing",
  scope: "side",
  level: "warning",
  summary: "A policy selects none of the workloads in its namespace.",
  find: ({ side, cluster, selection }) => {
    const isIdle = ({ namespace, subject }: Policy): boolean =>
      selection.workloads(namespace).length > 0 && selection.inNamespace(namespace, subject).length === 0;
    return cluster.policies.filter(isIdle).map(({ namespace, name, subject, subjectOrigin }) => ({
      subjects: [JSON.stringify([namespace, formatSelector(subject)])],
      endpoints: [],
      message:
        `NetworkPolicy \`${namespace}/${name}\` selects \`${formatSelector(subject)}\`, ` +
        "which no workload of the namespace carries: it has no effect on them; compare it with their labels",
      flows: [],
      causes: [],
      place: placeAt(side, subjectOrigin),
      fix: null,
    }));
  },
};
