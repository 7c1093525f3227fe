import { formatSelector, type Policy } from "../../engine/index.ts";
import { operatedBy, operatorWords } from "../operators.ts";
import { placeAt } from "../places.ts";
import type { SideRule } from "../rule.ts";

const COMPARE = "compare it with their labels";

/** Where the manifests hold no workload of the namespace at all, its pods live elsewhere, and nothing can be said. */
export const selectsNothing: SideRule<"selects-nothing"> = {
  id: "selects-nothing",
  scope: "side",
  level: "warning",
  summary: "A policy selects none of the workloads in its namespace.",
  find: (view) => {
    const { side, cluster, selection } = view;
    const isIdle = ({ namespace, subject }: Policy): boolean =>
      selection.workloads(namespace).length > 0 && selection.inNamespace(namespace, subject).length === 0;
    return cluster.policies.filter(isIdle).map(({ namespace, name, subject, subjectOrigin }) => {
      const operated = operatedBy(view, [namespace], subject);
      return {
        subjects: [JSON.stringify([namespace, formatSelector(subject)])],
        endpoints: [],
        message:
          `NetworkPolicy \`${namespace}/${name}\` selects \`${formatSelector(subject)}\`, which no workload of the ` +
          `namespace carries: it has no effect on them; ${operated === null ? COMPARE : operatorWords(operated)}`,
        flows: [],
        causes: [],
        place: placeAt(side, subjectOrigin),
        fix: null,
        ...(operated === null ? {} : { atMost: "notice" }),
      };
    });
  },
};
