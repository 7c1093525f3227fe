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
export type { Sandbox } from "./sandbox.ts";
