import type { RenderAll } from "../render/index.ts";

/** Renders what is asked for, one after the other. */
export interface Renderer {
  readonly renderAll: RenderAll;
  /** Ends what was started for it. */
  readonly close: () => Promise<void>;
}

/** The sandbox is opened by the first root that needs it: most directories hold plain manifests, and should not wait. */
export function createRenderer(): Renderer {
  let opened: Promise<Renderer> | null = null;
  const open = async (): Promise<Renderer> => {
    const { openSandbox } = await import("../render/index.ts");
    return openSandbox();
  };
  return {
    renderAll: async (...request) => {
      opened ??= open();
      return (await opened).renderAll(...request);
    },
    close: async () => {
      if (opened !== null) await (await opened).close();
    },
  };
}
