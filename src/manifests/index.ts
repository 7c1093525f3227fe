export { parseAddress, parseCidr } from "./cidr.ts";
export type { Cidr, NoCidr } from "./cidr.ts";
export type { ClusterReading, Counts, ReadOptions } from "./cluster-reading.ts";
export { distinctDiagnostics, type Diagnostic, type DiagnosticSubject } from "./diagnostic.ts";
export { editDistance } from "./edit-distance.ts";
export type { CustomResource, FileFacts, NotEvaluated, ObjectFacts } from "./facts.ts";
export { createFileReader, fileKey, readFile, type FileReader } from "./file-reader.ts";
export { createLines, type LineAt } from "./lines.ts";
export { diagnosticAt } from "./object-report.ts";
export { objectsOf, type ManifestObject } from "./objects.ts";
export { readCluster, readClusters } from "./read-cluster.ts";
export { isManifestFile } from "./read-file.ts";
export {
  meantNamespaces,
  relabelledNamespaces,
  sharedNamespaces,
  withNamespaces,
  type SharedNamespaces,
} from "./shared-namespaces.ts";
export type { SkippedEntry, Snapshot, SourceFile } from "./snapshot.ts";
export { decode, readDecoded, readYaml } from "./yaml/index.ts";
export type { Entry, MappingNode, ScalarNode, YamlFile, YamlNode } from "./yaml/index.ts";
