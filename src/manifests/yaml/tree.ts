/** A YAML document as Kubernetes reads it: aliases and merge keys expanded, scalars typed, every part with its offset. */

export type YamlNode = MappingNode | SequenceNode | ScalarNode;

export interface MappingNode {
  readonly type: "mapping";
  /** In document order, after merging; keys are unique (the last one written won). */
  readonly entries: readonly Entry[];
  /** Offset of the first character in the text of the file. */
  readonly offset: number;
}

export interface Entry {
  readonly key: string;
  readonly keyOffset: number;
  readonly value: YamlNode;
}

export interface SequenceNode {
  readonly type: "sequence";
  readonly items: readonly YamlNode[];
  readonly offset: number;
}

export interface ScalarNode {
  readonly type: "scalar";
  readonly value: string | number | bigint | boolean | null;
  readonly offset: number;
}
