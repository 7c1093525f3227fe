import type { Side } from "../engine/index.ts";
import type { FileReader, ObjectFacts, SourceFile } from "../manifests/index.ts";
import { deployedFiles, manifestsOf } from "./deployed-files.ts";
import type { FilesByPath } from "./inputs.ts";
import { UNSAID_NAMESPACE } from "./render-plans.ts";
import { isDefinition, type RootPlan } from "./roots/index.ts";
import type { Rendering } from "./sandbox/index.ts";

/** What objects of roots are looked up in. */
export interface ObjectGround {
  readonly files: Readonly<Record<Side, FilesByPath>>;
  /** What plans are rendered to; those that are new, gone or changed are among them. */
  readonly renderings: ReadonlyMap<RootPlan, Rendering>;
  /** Remembers what files say. */
  readonly reader: FileReader;
}

/** A policy, pod or workload of a root. */
export interface DeployedObject {
  /** Group, kind and name. */
  readonly name: string;
  /** `null`: it is not said, so that whoever deploys the root chooses it. */
  readonly namespace: string | null;
  /** The file that it is read from; of what is rendered that of the root. */
  readonly path: string;
}

export interface PlanObjects {
  readonly deployed: readonly DeployedObject[];
  /** What the files that it reads say as they stand: a prefix of names makes no other object of them. */
  readonly written: () => readonly DeployedObject[];
}

export type ObjectsOf = (plan: RootPlan, side: Side) => PlanObjects;

/** The objects of plans; each is looked up once. What cannot be rendered deploys nothing that is known. */
export function createPlanObjects({ files, renderings, reader }: ObjectGround): ObjectsOf {
  const known = { base: new Map<RootPlan, PlanObjects>(), head: new Map<RootPlan, PlanObjects>() };
  const objectsIn = (plan: RootPlan, sources: readonly SourceFile[]): readonly DeployedObject[] =>
    sources.flatMap((file) =>
      reader(file)
        .objects.filter(isDefinition)
        .map((facts) => toObject(plan, facts)),
    );
  return (plan, side) => {
    const own = known[side].get(plan);
    if (own !== undefined) return own;
    let written: readonly DeployedObject[] | undefined;
    const objects: PlanObjects = {
      deployed: objectsIn(plan, deployedFiles(plan, renderings.get(plan), files[side])),
      written: () => (written ??= objectsIn(plan, manifestsOf(plan, files[side]))),
    };
    known[side].set(plan, objects);
    return objects;
  };
}

export function objectKey({ namespace, name }: DeployedObject): string {
  return `${namespace ?? ""}/${name}`;
}

/** What a chart calls the namespace of its release is what it was rendered with where nobody said one. */
function toObject(plan: RootPlan, { identity }: ObjectFacts): DeployedObject {
  const { group, kind, name, namespace, origin } = identity;
  const isGuess = plan.type === "chart" && plan.namespace === null && namespace === UNSAID_NAMESPACE;
  return { name: `${group}/${kind}/${name}`, namespace: isGuess ? null : namespace, path: origin.path };
}
