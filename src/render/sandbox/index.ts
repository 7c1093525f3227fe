export type Files = ReadonlyMap<string, Uint8Array>;
export type RenderRequest =
  | { readonly renderer: "kustomize"; readonly directory: string }
  | {
      readonly renderer: "helm";
      readonly chart: string;
      readonly values?: readonly string[];
      readonly inlineValues?: readonly string[];
      readonly release: string;
      readonly namespace: string;
    };
export interface Missing {
  readonly kind: "base" | "file" | "chart" | "plugin" | "generator-file" | "values";
  readonly path: string;
  readonly line: number | null;
  readonly reference: string;
  readonly repository: string | null;
  readonly version: string | null;
}
export interface RenderedDocument {
  readonly text: string;
  readonly path: string | null;
}
export type Rendering =
  | { readonly documents: readonly RenderedDocument[]; readonly missing: readonly Missing[] }
  | { readonly failed: string; readonly missing: readonly Missing[] };
export interface Sandbox {
  readonly renderAll: (
    requests: readonly RenderRequest[],
    files: Files,
    signal?: AbortSignal,
  ) => Promise<readonly Rendering[]>;
  readonly close: () => Promise<void>;
}
export function openSandbox(): Sandbox {
  return {
    renderAll: (requests) => Promise.resolve(requests.map(() => ({ failed: "no sandbox", missing: [] }))),
    close: () => Promise.resolve(),
  };
}
