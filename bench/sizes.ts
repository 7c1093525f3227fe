/** The sizes of cluster that the benchmark looks at. */

export type SizeName = "S" | "M" | "L" | "XL" | "policy-only" | "monorepo";

export interface Dimensions {
  readonly namespaces: number;
  readonly workloads: number;
  readonly pods: number;
  readonly policies: number;
  /**
   * `cluster`: a few policies per namespace. `dump`: many small policies per namespace, a quarter of them empty, and pods
   * whose addresses are known. `repository`: policies of many namespaces, and next to no workloads.
   */
  readonly shape: "cluster" | "dump" | "repository";
}

export interface Size extends Dimensions {
  readonly name: SizeName;
  /** Files that hold neither pods nor policies, beside those of the cluster. A size with them is read from files only. */
  readonly otherFiles?: number;
}

/** In the order in which they are measured: from small to large. */
export const SIZES: readonly Size[] = [
  { name: "S", namespaces: 20, workloads: 266, pods: 1_000, policies: 100, shape: "cluster" },
  { name: "policy-only", namespaces: 1_460, workloads: 5, pods: 10, policies: 3_250, shape: "repository" },
  {
    name: "monorepo",
    namespaces: 1_460,
    workloads: 5,
    pods: 10,
    policies: 3_250,
    shape: "repository",
    otherFiles: 4_285,
  },
  { name: "M", namespaces: 200, workloads: 2_498, pods: 10_000, policies: 1_000, shape: "cluster" },
  { name: "L", namespaces: 601, workloads: 1_341, pods: 5_413, policies: 13_678, shape: "dump" },
  { name: "XL", namespaces: 2_000, workloads: 24_922, pods: 100_000, policies: 10_000, shape: "cluster" },
];

/** Sizes of one shape, each ten times the one before: what growth is fitted to. */
export const GROWTH: readonly SizeName[] = ["S", "M", "XL"];

export function sizeNamed(name: string): Size {
  const size = SIZES.find((one) => one.name === name);
  if (size === undefined)
    throw new Error(`unknown size \`${name}\`: one of ${SIZES.map((one) => one.name).join(", ")}`);
  return size;
}
