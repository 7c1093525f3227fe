export type { Entry, MappingNode, ScalarNode, SequenceNode, YamlNode } from "./tree.ts";
export type { DuplicateKey, Wanted, YamlDocument, YamlFile, YamlProblem, YamlProblemCode } from "./file.ts";
export type { YamlLimits } from "./limits.ts";
export { defaultYamlLimits } from "./limits.ts";
export { readDecoded, readYaml } from "./read.ts";
export { decode } from "./decode.ts";
export type { TemplateKind } from "./template.ts";
export { looksTemplated } from "./template.ts";
