import type { SourceFile } from "../manifests/index.ts";
import type { FilesByPath } from "./inputs.ts";
import type { ChartPlan, KustomizationPlan, RootPlan } from "./roots/index.ts";
import type { Rendering, RenderRequest, Sandbox } from "./sandbox/index.ts";
import { substitute } from "./substitute.ts";

/** A plan that a renderer carries out. */
export type RenderedPlan = KustomizationPlan | ChartPlan;

export function isRendered(plan: RootPlan): plan is RenderedPlan {
  return plan.type !== "plain";
}

/** For files that a plan is rendered to. What kustomize makes of a chart is applied by somebody else. */
export function makerOf({ type }: RenderedPlan): Pick<SourceFile, "madeBy"> {
  return type === "chart" ? { madeBy: "helm" } : {};
}

/** See `Sandbox`: all at once, from the same files. */
export type RenderAll = Sandbox["renderAll"];

/** What charts are told is the namespace of their release where nobody says it, as `helm template` does. */
export const UNSAID_NAMESPACE = "default";

/** Where kustomizations stand that Argo CD or Flux puts on top of others: no repository has a directory of this name. */
const OVERLAY_DIRECTORY = ".netpol-overlays";

/** What plans of one revision are rendered to. @throws AbortError, where `renderAll` does */
export async function renderPlans(
  plans: readonly RenderedPlan[],
  files: FilesByPath,
  renderAll: RenderAll,
): Promise<ReadonlyMap<RenderedPlan, Rendering>> {
  if (plans.length === 0) return new Map();
  const read = new Map<string, Uint8Array>();
  for (const path of plans.flatMap(({ inputs }) => inputs)) {
    const file = files.get(path);
    if (file !== undefined) read.set(path, file.bytes);
  }
  const requests = plans.map((plan, index): RenderRequest => {
    if (plan.type === "chart") return chartRequest(plan);
    if (plan.overlay === null) return { renderer: "kustomize", directory: plan.directory };
    const directory = `${OVERLAY_DIRECTORY}/${String(index)}`;
    read.set(`${directory}/kustomization.yaml`, overlayFile(plan.directory, plan.overlay));
    return { renderer: "kustomize", directory };
  });
  const renderings = await renderAll(requests, read);
  return new Map(
    renderings.flatMap((rendering, index) => {
      const plan = plans[index];
      if (plan === undefined) return [];
      return [[plan, plan.type === "kustomization" ? substitute(rendering, plan.substitutions) : rendering] as const];
    }),
  );
}

function chartRequest({ directory, values, inline, release, namespace, crds }: ChartPlan): RenderRequest {
  return {
    renderer: "helm",
    chart: directory,
    values,
    inlineValues: inline === null ? [] : [inline],
    release,
    namespace: namespace ?? UNSAID_NAMESPACE,
    includeCRDs: crds === "installed",
  };
}

/** `overlay`: further keys of a kustomization, as JSON. */
function overlayFile(directory: string, overlay: string): Uint8Array {
  const keys = JSON.parse(overlay) as Readonly<Record<string, unknown>>;
  return new TextEncoder().encode(JSON.stringify({ ...keys, resources: [`../../${directory}`] }));
}
