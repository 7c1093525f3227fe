/** Whether one part of a policy allows all that another does. `false` also where that is only not seen at once. */
import type { AddressRange, IpBlockPeer, Peer, PolicyPort, Requirement, Rule, Selector } from "../engine/index.ts";

/** Whether everything that `narrow` selects is selected by `wide`. */
function coversSelector(wide: Selector, narrow: Selector): boolean {
  return wide.requirements.every((wanted) => narrow.requirements.some((given) => implies(given, wanted)));
}

/** Source: Labels and Selectors, "Set-based requirement"; `NotIn` also holds without the key. */
function implies(given: Requirement, wanted: Requirement): boolean {
  if (given.key !== wanted.key) return false;
  switch (wanted.operator) {
    case "Exists":
      return given.operator === "Exists" || given.operator === "In";
    case "DoesNotExist":
      return given.operator === "DoesNotExist";
    case "In":
      return given.operator === "In" && given.values.every((value) => wanted.values.includes(value));
    case "NotIn":
      if (given.operator === "DoesNotExist") return true;
      if (given.operator === "In") return !given.values.some((value) => wanted.values.includes(value));
      return given.operator === "NotIn" && wanted.values.every((value) => given.values.includes(value));
  }
}

/** Both in policies of one namespace. */
export function coversRule(wide: Rule, narrow: Rule): boolean {
  return coversPorts(wide.ports, narrow.ports) && coversPeers(wide.peers, narrow.peers);
}

function coversPeers(wide: Rule["peers"], narrow: Rule["peers"]): boolean {
  if (wide === null) return true;
  return narrow !== null && narrow.every((peer) => wide.some((other) => coversPeer(other, peer)));
}

function coversPeer(wide: Peer, narrow: Peer): boolean {
  if (wide.type === "ipBlock" || narrow.type === "ipBlock") {
    return wide.type === "ipBlock" && narrow.type === "ipBlock" && coversBlock(wide, narrow);
  }
  if (!coversSelector(wide.pods, narrow.pods)) return false;
  if (wide.namespaces === null) return narrow.namespaces === null;
  if (narrow.namespaces === null) return wide.namespaces.requirements.length === 0;
  return coversSelector(wide.namespaces, narrow.namespaces);
}

function coversBlock(wide: IpBlockPeer, narrow: IpBlockPeer): boolean {
  return (
    holds(wide.cidr, narrow.cidr) &&
    wide.except.every((gap) => !overlap(gap, narrow.cidr) || narrow.except.some((other) => holds(other, gap)))
  );
}

/** Whether a block holds every address of a range. */
export function coversRange({ cidr, except }: IpBlockPeer, range: AddressRange): boolean {
  return holds(cidr, range) && !except.some((gap) => overlap(gap, range));
}

/** Whether all of `inner` lies in `outer`. */
export function holds(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

function overlap(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

export function coversPorts(wide: Rule["ports"], narrow: Rule["ports"]): boolean {
  if (wide === null) return true;
  return narrow !== null && narrow.every((port) => coversPort(wide, port));
}

function coversPort(wide: readonly PolicyPort[], port: PolicyPort): boolean {
  const others = wide.filter(({ protocol }) => protocol === port.protocol);
  // Numbers behind a name are all between 1 and 65535.
  const [first, last] = port.type === "name" ? [1, 65_535] : [port.first, port.last];
  let next = first;
  for (const other of others.filter((item) => item.type === "range").toSorted((a, b) => a.first - b.first)) {
    if (other.first <= next) next = Math.max(next, other.last + 1);
  }
  return (
    next > last || (port.type === "name" && others.some((other) => other.type === "name" && other.name === port.name))
  );
}
