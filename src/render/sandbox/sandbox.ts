import type { Files, RenderRequest, Rendering } from "./request.ts";

/** Renders roots with Kustomize and Helm as they are, where they can reach nothing but the files that are handed in. */
export interface Sandbox {
  /**
   * Never rejects for what is in the files: that is `failed`.
   *
   * @throws the reason of the signal when it is aborted; an Error when the sandbox was closed or its module is damaged
   */
  readonly render: (request: RenderRequest, files: Files, signal?: AbortSignal) => Promise<Rendering>;
  /** The same for many roots, on all threads; answers in the order of the requests. */
  readonly renderAll: (
    requests: readonly RenderRequest[],
    files: Files,
    signal?: AbortSignal,
  ) => Promise<readonly Rendering[]>;
  /** Ends the threads. */
  readonly close: () => Promise<void>;
}
