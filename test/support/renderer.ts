/** A renderer without a sandbox: of a kustomization it takes the manifests beside it that are read for some root. */
import type { RenderAll } from "../../src/render/index.ts";

const decoder = new TextDecoder();

export const renderDirectories: RenderAll = (requests, files) =>
  Promise.resolve(
    requests.map((request) => {
      const directory = request.renderer === "helm" ? request.chart : request.directory;
      const own = [...files].filter(
        ([path]) => path.startsWith(`${directory}/`) && !path.endsWith("/kustomization.yaml"),
      );
      return { documents: own.map(([path, bytes]) => ({ path, text: decoder.decode(bytes) })), missing: [] };
    }),
  );
