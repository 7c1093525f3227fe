/** Bounds on one file of manifests. Reaching one is a problem that names it; the rest of the file goes on. */
export interface YamlLimits {
  /** Bytes of one file. A dump of a cluster is one `List` of many MiB, so this is far above etcd's 1.5 MiB per object. */
  readonly fileBytes: number;
  /** Documents of one file, the empty and the unwanted ones included. */
  readonly documents: number;
  /** Collections inside one another; a scalar at the root has nesting 0. Kubernetes' own objects stay below 40. */
  readonly nesting: number;
  /**
   * Nodes (mappings, sequences, scalars, plain keys) of one document as written, before aliases are expanded; a long
   * document may hold more, see `nodeLimit`.
   */
  readonly nodes: number;
  /** Nodes that aliases and merge keys of one document may add when they are expanded. */
  readonly aliasNodes: number;
  /** Keys of one mapping, merged ones included. */
  readonly keys: number;
}

/** Benign files stay far below; at these bounds the worst hostile file still ends within about a second. */
export const defaultYamlLimits: YamlLimits = {
  fileBytes: 64 * 1024 * 1024,
  documents: 10_000,
  nesting: 200,
  nodes: 1_000_000,
  aliasNodes: 100_000,
  keys: 20_000,
};

/** Manifests have more than this many characters for each node; only hostile text packs them closer. */
const CHARACTERS_PER_NODE = 10;

/** The most nodes of a document: `nodes`, and one more for every ten characters (a dump of a cluster is one document). */
export function nodeLimit(limits: YamlLimits, characters: number): number {
  return limits.nodes + Math.floor(characters / CHARACTERS_PER_NODE);
}
