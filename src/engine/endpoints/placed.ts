import type { Workload } from "../model.ts";
import type { Endpoint } from "../result.ts";
import type { PodItem } from "../universe/items.ts";

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

export interface EndpointDetail {
  readonly before: { readonly workload: Workload; readonly pod: PodItem } | null;
  readonly after: { readonly workload: Workload; readonly pod: PodItem } | null;
}
