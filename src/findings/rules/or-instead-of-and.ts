import { formatSelector } from "../../engine/index.ts";
import { peerSubject, ruleName, whoseSubject } from "../identity.ts";
import { misjoined } from "../misjoined.ts";
import { joinedItem } from "../fixes.ts";
import { placeAt } from "../places.ts";
import type { SideRule } from "../rule.ts";

/** What it opens, the rules about flows tell. Source: Network Policies, "Behavior of `to` and `from` selectors". */
export const orInsteadOfAnd: SideRule<"or-instead-of-and"> = {
  id: "or-instead-of-and",
  scope: "side",
  level: "warning",
  summary: "A namespaceSelector and a podSelector are two items of a list, and the podSelector alone matches nothing.",
  find: (view) =>
    view.rules.flatMap((placed) =>
      misjoined(view, placed).map(({ namespaces, alone }) => {
        const { namespace } = placed.policy;
        const spaces = namespaces.namespaces === null ? "" : formatSelector(namespaces.namespaces);
        const peers = placed.rule.peers ?? [];
        const [at, other] = [peers.indexOf(alone), peers.indexOf(namespaces)];
        const areNeighbours = Math.abs(at - other) === 1;
        const later = at > other ? alone : namespaces;
        const pods = peerSubject(namespace, alone, view.wording);
        return {
          subjects: [JSON.stringify([...whoseSubject(placed, view.wording), pods])],
          endpoints: [],
          message:
            `${ruleName(placed)} means all pods of namespaces \`${spaces}\`, or pods \`${formatSelector(alone.pods)}\` ` +
            `of \`${namespace}\`, where there are none: if pods \`${formatSelector(alone.pods)}\` of those namespaces ` +
            "are meant, remove the dash that makes two items of `namespaceSelector` and `podSelector`",
          flows: [],
          causes: [],
          place: placeAt(view.side, alone.origin),
          fix: areNeighbours ? joinedItem(view.lineAt, later.origin) : null,
        };
      }),
    ),
};
