/** What is said between the pool and a thread (`sandbox/worker.js`). */
export interface WorkerData {
  readonly module: WebAssembly.Module;
  /** Bytes that one call may write. */
  readonly maxOutput: number;
}

/** Names of exported functions of the module (`sandbox/main.go`), with their input. */
export interface ToWorker {
  readonly kind: "load" | "render";
  readonly bytes: Uint8Array;
}

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly bytes: Uint8Array }
  | { readonly kind: "crashed"; readonly reason: string; readonly words: string };
