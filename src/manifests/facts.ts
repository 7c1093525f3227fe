/**
 * What one file says, before anything is known about the other files. Plain data: it may be cached by path and blob.
 */
import type { Address, LabelOrigins, Labels, Origin, PodFacts } from "../engine/index.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { PolicyBody } from "./policy.ts";

/** What an object is called. `namespace` is `null` when it names none. */
export interface Identity {
  readonly kind: string;
  /** The API group of the kind; `""` for a group of Kubernetes itself (`groupOf`). */
  readonly group: string;
  readonly namespace: string | null;
  /** The name, or the prefix that the API server completes (`naming` is then `generateName`). */
  readonly name: string;
  readonly naming: "name" | "generateName";
  readonly origin: Origin;
}

/** The controller of a pod or of another workload. */
export interface Controller {
  readonly kind: string;
  /** As in `Identity`. */
  readonly group: string;
  readonly name: string;
}

export interface PolicyFacts {
  readonly type: "policy";
  readonly identity: Identity;
  readonly policy: PolicyBody;
}

export interface NamespaceFacts {
  readonly type: "namespace";
  readonly identity: Identity;
  readonly labels: Labels;
  readonly labelOrigins: LabelOrigins;
}

export interface NodeFacts {
  readonly type: "node";
  readonly identity: Identity;
  readonly addresses: readonly Address[];
}

export interface WorkloadFacts {
  readonly type: "workload";
  readonly identity: Identity;
  readonly template: PodFacts;
  /** The numbers of a StatefulSet's pods; `null` for other kinds and when the manifest does not tell. */
  readonly ordinals: { readonly first: number; readonly count: number } | null;
  readonly controller: Controller | null;
  /**
   * `partial`: so much is missing that it is a patch rather than an object; it yields to a complete one of its name.
   */
  readonly completeness: "complete" | "partial";
  /** False for a ReplicaSet that is scaled to nothing, an old revision as a rule. */
  readonly wantsPods: boolean;
}

export interface PodObjectFacts {
  readonly type: "pod";
  readonly identity: Identity;
  readonly pod: PodFacts;
  readonly addresses: readonly Address[];
  /** Where the status is; of a pod without one, the pod. */
  readonly statusOrigin: Origin;
  readonly node: string | null;
  readonly finished: boolean;
  /** Whether a cluster has given it out, so that its status and its owner are what the cluster made of it. */
  readonly dumped: boolean;
  readonly controller: Controller | null;
}

/** An object that is not evaluated: invalid, or a template. Its diagnostics say why. */
export interface RejectedFacts {
  readonly type: "rejected";
  readonly identity: Identity;
  /**
   * `invalid`: the API server would refuse it. `templated`: what it becomes, only the rendering tool knows.
   * `fragment`: taken for a patch; it replaces no object, unless it stands where the whole one stood.
   */
  readonly why: "invalid" | "templated" | "fragment";
}

export type ObjectFacts = PolicyFacts | NamespaceFacts | NodeFacts | WorkloadFacts | PodObjectFacts | RejectedFacts;

/** Objects of one kind that look like policies but are not evaluated. */
export interface NotEvaluated {
  readonly kind: string;
  readonly apiVersion: string;
  readonly count: number;
}

/** An object of an API group that is not Kubernetes' own: its operator may make pods that no manifest shows. */
export interface CustomResource {
  readonly kind: string;
  /** `null` when it names none. */
  readonly namespace: string | null;
  readonly name: string;
}

export interface FileFacts {
  readonly path: string;
  /** In the order of the file. */
  readonly objects: readonly ObjectFacts[];
  /** In the order of the file; for one object in the API server's order. */
  readonly diagnostics: readonly Diagnostic[];
  /** Documents that were parsed. */
  readonly documents: number;
  /** Documents that were not parsed because no such kind matters. */
  readonly skippedDocuments: number;
  readonly notEvaluated: readonly NotEvaluated[];
  /** Those of kinds that are parsed, without a pod template; in the order of the file. */
  readonly customResources: readonly CustomResource[];
  /**
   * What could not be read, so that objects may be missing: the texts of documents, and of objects without a name; that
   * of the whole file when nothing of it could be read.
   */
  readonly unread: readonly string[];
}
