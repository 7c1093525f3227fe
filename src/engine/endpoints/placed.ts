import type { Origin, PodFacts, Workload } from "../model.ts";
import type { Endpoint } from "../result.ts";

/** An endpoint and the class it is in on either side. */
export interface Placed {
  readonly endpoint: Endpoint;
  readonly before: number;
  readonly after: number;
  readonly detail: EndpointDetail;
  /** True for representative pods that were added only to look closely at what changed. */
  readonly closeLook: boolean;
}

/** For endpoints that no workload stands behind. */
export const NO_DETAIL: EndpointDetail = { before: null, after: null };

/** What stands behind an endpoint on one side. */
export interface PlacedPod {
  /** Name of the pod; `null` for any replica of the template. */
  readonly pod: string | null;
  readonly facts: PodFacts;
  readonly origin: Origin;
  readonly item: number;
}

export interface EndpointDetail {
  readonly before: { readonly workload: Workload; readonly pod: PlacedPod } | null;
  readonly after: { readonly workload: Workload; readonly pod: PlacedPod } | null;
}
