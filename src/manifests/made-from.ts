import type { NamedPort, PodFacts } from "../engine/index.ts";
import type { Asked } from "./asked.ts";

/**
 * Whether a pod may have been made from a template, so that it stands for what the template makes. It carries the labels
 * that are written in the template, declares its named ports, and has its host network. What controllers and admission
 * add counts only where a policy asks for it. A value that only the cluster knows, on either side, agrees with every other.
 */
export function isMadeFrom(pod: PodFacts, template: PodFacts, { labels, portNames }: Asked): boolean {
  if (pod.hostNetwork !== template.hostNetwork) return false;
  for (const [key, wanted] of template.labels) {
    if (!template.labelOrigins.has(key) && !labels.has(key)) continue;
    const value = pod.labels.get(key);
    if (value === undefined || (wanted !== null && value !== null && value !== wanted)) return false;
  }
  for (const key of pod.labels.keys()) if (labels.has(key) && !template.labels.has(key)) return false;
  const further = pod.namedPorts.filter((port) => portNames.has(port.name));
  return isWithin(template.namedPorts, pod.namedPorts) && isWithin(further, template.namedPorts);
}

function isWithin(ports: readonly NamedPort[], others: readonly NamedPort[]): boolean {
  return ports.every(({ name, protocol, number }) =>
    others.some((other) => other.name === name && other.protocol === protocol && other.number === number),
  );
}
