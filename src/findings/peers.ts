import { NAMESPACE_NAME_LABEL, type PodPeer, type Selector } from "../engine/index.ts";
import type { SideView } from "./views.ts";

/**
 * Why a peer of a policy in `namespace` means nobody that the manifests hold; `null` where it means somebody, or where
 * what it means may live elsewhere: in a namespace without a workload here, or in one that no manifest declares.
 */
export function whyNobody(side: SideView, namespace: string, peer: PodPeer): "no-namespace" | "no-pod" | null {
  if (peer.namespaces === null) return isMissing(side, namespace, peer.pods) ? "no-pod" : null;
  if (!namesValues(peer.namespaces)) return null;
  const found = side.selection.namespaces(peer.namespaces);
  if (found.length === 0) {
    return isByName(peer.namespaces) || !declaresAny(side) ? null : "no-namespace";
  }
  const isKnown = isByName(peer.namespaces) || found.every(({ labelsComplete }) => labelsComplete);
  return isKnown && found.every(({ name }) => isMissing(side, name, peer.pods)) ? "no-pod" : null;
}

function isMissing({ selection }: SideView, namespace: string, pods: Selector): boolean {
  return selection.workloads(namespace).length > 0 && selection.inNamespace(namespace, pods).length === 0;
}

/** All others (`{}`, `!legacy`) also mean namespaces that nobody here has heard of. */
function namesValues({ requirements }: Selector): boolean {
  return requirements.some(({ operator }) => operator === "In");
}

/** A name needs no label, and the namespace may be anywhere. */
function isByName({ requirements }: Selector): boolean {
  return requirements.some(({ key, operator }) => operator === "In" && key === NAMESPACE_NAME_LABEL);
}

function declaresAny({ cluster }: SideView): boolean {
  return cluster.namespaces.some(({ origin }) => origin !== null);
}
