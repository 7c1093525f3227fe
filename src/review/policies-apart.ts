import {
  matchesLabels,
  NO,
  type Cluster,
  type Labels,
  type Origin,
  type Policy,
  type Workload,
} from "../engine/index.ts";
import { diagnosticAt, type Diagnostic } from "../manifests/index.ts";

/** What one root deploys after a change. */
export interface Deployment {
  readonly name: string;
  /** Whether an environment says what is deployed together with it, or nobody does. */
  readonly deployed: "with-others" | "alone";
  readonly head: Cluster;
}

/** A root that a change may change. */
export interface ChangedDeployment extends Deployment {
  readonly base: Cluster;
}

/** Most roots that a message names. */
const MAX_NAMED = 5;

/**
 * Policies that a change adds, changes or takes away, and that select pods of other roots: in a cluster that has both, they
 * count there, and nobody has looked at that, since each root is judged by itself (decision 0076). One for each
 * namespace and the roots concerned. By name of the root; roots with nothing to say are left out.
 *
 * A warning where a policy selects no pods of its own root, or goes with all that it selected there, of which no finding
 * tells; else a notice. None in the default namespace where the root has
 * pods there: many roots only seem to go there. Nothing is said of a workload that the root deploys itself for the policy to select, for then
 * the two are copies for different clusters, nor where environments hold the roots apart.
 */
export function policiesApart(
  roots: readonly ChangedDeployment[],
  neighbours: readonly Deployment[],
  defaultNamespace: string,
): ReadonlyMap<string, readonly Diagnostic[]> {
  const all = [...roots, ...neighbours].sort((a, b) => (a.name < b.name ? -1 : 1));
  const said = roots.map((root): readonly [string, readonly Diagnostic[]] => {
    const workloads = [...root.base.workloads, ...root.head.workloads];
    const own = new Map<string, Workload[]>();
    for (const workload of workloads) own.set(keyOf(workload), [...(own.get(keyOf(workload)) ?? []), workload]);
    const isCopied = (workload: Workload, changed: ChangedPolicy): boolean =>
      own.get(keyOf(workload))?.some((copy) => isSelected(copy, changed)) ?? false;
    const crowded = new Set(workloads.map(({ namespace }) => namespace));
    const groups = new Map<string, Group>();
    for (const changed of changedPolicies(root.base, root.head)) {
      const { namespace } = changed;
      if (crowded.has(namespace) && namespace === defaultNamespace) continue;
      const others = all
        .filter((other) => other !== root && !(other.deployed === "with-others" && root.deployed === "with-others"))
        .filter(({ head }) => head.workloads.some((one) => isSelected(one, changed) && !isCopied(one, changed)))
        .map(({ name }) => name);
      if (others.length === 0) continue;
      const key = JSON.stringify([namespace, others]);
      const group = groups.get(key) ?? { namespace, others, policies: [], inPassing: true };
      group.policies.push(changed);
      const judged = changed.happened === "removed" ? root.head.workloads : workloads;
      group.inPassing &&= judged.some((one) => isSelected(one, changed));
      groups.set(key, group);
    }
    return [root.name, [...groups.values()].map((group) => toDiagnostic(root.name, group))];
  });
  return new Map(said.filter(([, diagnostics]) => diagnostics.length > 0));
}

/** Policies of one namespace that select pods of the same other roots. */
interface Group {
  readonly namespace: string;
  readonly others: readonly string[];
  readonly policies: ChangedPolicy[];
  /** Whether each of them selects pods of its own root, too, that findings tell of. */
  inPassing: boolean;
}

interface ChangedPolicy {
  readonly name: string;
  readonly namespace: string;
  readonly origin: Origin;
  readonly happened: "added" | "changed" | "removed";
  /** Whom it selected, and selects. */
  readonly subjects: readonly Policy["subject"][];
}

function changedPolicies(base: Cluster, head: Cluster): readonly ChangedPolicy[] {
  const before = new Map(base.policies.map((policy) => [keyOf({ ...policy, kind: "" }), policy]));
  const after = new Set<string>();
  const found: ChangedPolicy[] = [];
  for (const policy of head.policies) {
    const { name, namespace, origin, subject } = policy;
    const key = keyOf({ ...policy, kind: "" });
    after.add(key);
    const old = before.get(key);
    if (old === undefined) found.push({ name, namespace, origin, happened: "added", subjects: [subject] });
    else if (old !== policy && contentOf(old) !== contentOf(policy)) {
      found.push({ name, namespace, origin, happened: "changed", subjects: [old.subject, subject] });
    }
  }
  for (const [key, { name, namespace, origin, subject }] of before) {
    if (!after.has(key)) found.push({ name, namespace, origin, happened: "removed", subjects: [subject] });
  }
  return found;
}

/** All that a policy says, but not where. */
function contentOf({ subject, ingress, egress }: Policy): string {
  return JSON.stringify([subject, ingress, egress], (key, value: unknown) =>
    key === "origin" ? undefined : typeof value === "bigint" ? String(value) : value,
  );
}

function isSelected(
  workload: Workload,
  { namespace, subjects }: Pick<ChangedPolicy, "namespace" | "subjects">,
): boolean {
  if (workload.namespace !== namespace) return false;
  const labels = labelsOf(workload);
  return subjects.some((subject) => labels.some((variant) => matchesLabels(subject, variant) !== NO));
}

/** No policy speaks of pods in the network of their node. */
function labelsOf({ template, pods, podsComplete }: Workload): readonly Labels[] {
  const own = pods.length > 0 && podsComplete ? pods.filter(({ finished }) => !finished) : [template, ...pods];
  return own.filter(({ hostNetwork }) => !hostNetwork).map(({ labels }) => labels);
}

function keyOf({ kind, namespace, name }: Pick<Workload, "kind" | "namespace" | "name">): string {
  return JSON.stringify([kind, namespace, name]);
}

function toDiagnostic(root: string, { namespace, others, policies, inPassing }: Group): Diagnostic {
  const [first] = policies;
  if (first === undefined) throw new Error("a group holds a policy");
  const message =
    `${first.happened} ${policyWords(first, policies.length)} of root \`${root}\` selects pods of other roots in ` +
    `namespace \`${namespace}\`, and what it does there was not judged: ${whereWords(root, namespace, others)}`;
  const severity = inPassing ? "notice" : "warning";
  return diagnosticAt(severity, POLICIES_APART, message, first.origin);
}

/** "NetworkPolicy `shop/db` and 2 more". */
function policyWords({ namespace, name }: Pick<Policy, "namespace" | "name">, count: number): string {
  return `NetworkPolicy \`${namespace}/${name}\`${count === 1 ? "" : ` and ${String(count - 1)} more`}`;
}

/** The other roots, and the lines that make them one with `root`. */
function whereWords(root: string, namespace: string, others: readonly string[]): string {
  const rest = others.length - MAX_NAMED;
  const named = others.slice(0, MAX_NAMED);
  const where = `${named.map((name) => `\`${name}\``).join(", ")}${rest > 0 ? ` and ${String(rest)} more` : ""}`;
  const roots = [root, ...named].map(yamlText).join(", ");
  const settings = `environments: [{ name: ${yamlText(namespace)}, roots: [${roots}${rest > 0 ? ", …" : ""}] }]`;
  return `${where}; where one cluster has them all, say so in \`.github/netpol.yml\`: \`${settings}\``;
}

/**
 * The same of roots as they stand: policies that select none of the pods of their own root, and pods of others, so that
 * they seem to do nothing. One for each root and namespace, at the first of them.
 */
export function idlePoliciesApart(
  roots: readonly { readonly root: string; readonly cluster: Cluster }[],
): ReadonlyMap<string, readonly Diagnostic[]> {
  const workloads = new Map<string, { readonly root: string; readonly workload: Workload }[]>();
  for (const { root, cluster } of roots) {
    for (const workload of cluster.workloads) {
      const known = workloads.get(workload.namespace);
      if (known === undefined) workloads.set(workload.namespace, [{ root, workload }]);
      else known.push({ root, workload });
    }
  }
  const said = roots.map(({ root, cluster }): readonly [string, readonly Diagnostic[]] => {
    const groups = new Map<string, { readonly policies: Policy[]; readonly others: Set<string> }>();
    for (const policy of cluster.policies) {
      const { namespace, subject } = policy;
      const selected = (workloads.get(namespace) ?? [])
        .filter(({ workload }) => isSelected(workload, { namespace, subjects: [subject] }))
        .map((one) => one.root);
      if (selected.length === 0 || selected.includes(root)) continue;
      const group = groups.get(namespace) ?? { policies: [], others: new Set<string>() };
      groups.set(namespace, group);
      group.policies.push(policy);
      for (const other of selected) group.others.add(other);
    }
    return [
      root,
      [...groups].flatMap(([namespace, { policies, others }]) =>
        policies.slice(0, 1).map((first) => {
          const verb = policies.length === 1 ? "selects" : "select";
          const message =
            `${policyWords(first, policies.length)} of root \`${root}\` ${verb} no pods of it, but pods of other roots in namespace ` +
            `\`${namespace}\`, where they do not show: ${whereWords(root, namespace, [...others])}`;
          return diagnosticAt("notice", POLICIES_APART, message, first.origin);
        }),
      ),
    ];
  });
  return new Map(said.filter(([, diagnostics]) => diagnostics.length > 0));
}

/** The code of what is said of policies that select pods of other roots. */
const POLICIES_APART = "policies-apart";

/** A text as YAML takes it among others in brackets. */
function yamlText(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
