export type { SandboxLimits } from "./limits.ts";
export type {
  Files,
  HelmRequest,
  KustomizeRequest,
  Missing,
  MissingKind,
  RenderRequest,
  RenderedDocument,
  Rendering,
} from "./request.ts";
export { openSandbox, type Sandbox } from "./sandbox.ts";

export { digestOf } from "./digest.ts";
