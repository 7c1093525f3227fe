/** The kinds of pull request that the benchmark applies to a cluster. */
import type { Cluster, PodFacts, Policy, PolicyPort, Workload } from "../src/engine/model.ts";
import { createRandom } from "../test/oracle/random.ts";
import { cidr } from "../test/oracle/vocabulary.ts";
import { EVERY_POD, ruleMaker } from "./generate.ts";

export const CHANGES = {
  "edit-rule": (base) => editPolicies(base, 1),
  "open-namespace": (base) => addPolicy(base, "open-namespace"),
  "open-world": (base) => addPolicy(base, "open-world"),
  "relabel-one": (base) => relabel(base, (_, index) => index === Math.floor(base.workloads.length / 2)),
  "hundred-policies": (base) => editPolicies(base, 100),
  "default-deny-everywhere": denyEverywhere,
  "relabel-half": (base) => relabel(base, (_, index) => index % 2 === 0),
  "relabel-all": (base) => relabel(base, () => true),
} as const satisfies Readonly<Record<string, (base: Cluster) => Cluster>>;

export type ChangeName = keyof typeof CHANGES;

export const CHANGE_NAMES = Object.keys(CHANGES) as readonly ChangeName[];

export function changeNamed(name: string): ChangeName {
  const known = CHANGE_NAMES.find((one) => one === name);
  if (known === undefined) throw new Error(`unknown change \`${name}\`: one of ${CHANGE_NAMES.join(", ")}`);
  return known;
}

/** Adds a port to the first rule of `count` policies, spread over all that have one. */
function editPolicies(base: Cluster, count: number): Cluster {
  const editable = base.policies.filter((policy) => policy.ingress !== null && policy.ingress.length > 0);
  const chosen = new Set(
    Array.from({ length: count }, (_, index) => editable[Math.floor(((index + 0.5) * editable.length) / count)]),
  );
  return { ...base, policies: base.policies.map((policy) => (chosen.has(policy) ? withAnotherPort(policy) : policy)) };
}

function withAnotherPort(policy: Policy): Policy {
  const [first, ...others] = policy.ingress ?? [];
  if (first === undefined) return policy;
  const added: PolicyPort = { type: "range", protocol: "TCP", first: 4242, last: 4242, origin: first.origin };
  return { ...policy, ingress: [{ ...first, ports: [...(first.ports ?? []), added] }, ...others] };
}

/** To all pods of one namespace: everybody inside of the cluster, or everybody outside of it. */
function addPolicy(base: Cluster, name: "open-namespace" | "open-world"): Cluster {
  const namespace = base.namespaces[Math.floor(base.namespaces.length / 2)];
  if (namespace === undefined) return base;
  const path = `policies/${namespace.name}/${name}.yaml`;
  const rules = ruleMaker(createRandom(1), path);
  const place = { path, line: 1, column: 1 };
  const world = [cidr("0.0.0.0/0"), cidr("::/0")].map((block) => ({
    type: "ipBlock" as const,
    cidr: block,
    except: [],
    origin: place,
  }));
  const rule = rules.make(name === "open-namespace" ? [rules.anywhere()] : world, null);
  const added: Policy = {
    namespace: namespace.name,
    name,
    subject: EVERY_POD,
    subjectOrigin: place,
    typesOrigin: place,
    ingress: [rule],
    egress: null,
    origin: place,
  };
  return { ...base, policies: [...base.policies, added] };
}

function denyEverywhere(base: Cluster): Cluster {
  const added = base.namespaces.map(({ name }): Policy => {
    const place = { path: `policies/${name}/deny-all.yaml`, line: 1, column: 1 };
    return {
      namespace: name,
      name: "deny-all",
      subject: EVERY_POD,
      subjectOrigin: place,
      typesOrigin: place,
      ingress: [],
      egress: [],
      origin: place,
    };
  });
  return { ...base, policies: [...base.policies, ...added] };
}

/** Moves workloads to the next tier. */
function relabel(base: Cluster, isChosen: (workload: Workload, index: number) => boolean): Cluster {
  const next: Readonly<Record<string, string>> = { web: "api", api: "data", data: "web" };
  const facts = <T extends PodFacts>(pod: T): T => {
    return { ...pod, labels: new Map([...pod.labels, ["tier", next[pod.labels.get("tier") ?? ""] ?? "web"]]) };
  };
  const workloads = base.workloads.map((workload, index) =>
    isChosen(workload, index)
      ? { ...workload, template: facts(workload.template), pods: workload.pods.map(facts) }
      : workload,
  );
  return { ...base, workloads };
}
