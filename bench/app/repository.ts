/** The repositories that the app is measured with, and the pull requests in them. */
import type { FileChanges, Files } from "../../test/github/fake/index.ts";
import { generateCluster } from "../generate.ts";
import type { Dimensions } from "../sizes.ts";
import { manifestsOf } from "../write-repository.ts";

/** 500 manifests, one object in each. */
export const FIVE_HUNDRED: Dimensions = {
  namespaces: 20,
  workloads: 360,
  pods: 1_000,
  policies: 120,
  shape: "cluster",
};
/** 50 manifests: where a thousand pull requests count, and not their size. */
export const FIFTY: Dimensions = { namespaces: 2, workloads: 36, pods: 100, policies: 12, shape: "cluster" };

export interface Manifests {
  readonly files: Files;
  readonly count: number;
  /** A change of one policy, another one for every number: a port is closed, and one that nothing else uses is opened. */
  readonly edit: (number: number) => FileChanges;
}

const EDITED_PORT = "port: 8000}";
const FIRST_NEW_PORT = 20_000;

export function manifestsOfSize(size: Dimensions): Manifests {
  const all = manifestsOf(generateCluster(size));
  const editable = [...all].filter(([path, text]) => path.startsWith("policies/") && text.includes(EDITED_PORT));
  return {
    files: Object.fromEntries(all),
    count: all.size,
    edit: (number) => {
      const [path, text] = editable[number % editable.length] ?? ["", ""];
      if (path === "") throw new Error("the repository holds no policy that could be edited");
      return { [path]: text.replace(EDITED_PORT, `port: ${FIRST_NEW_PORT + number}}`) };
    },
  };
}
