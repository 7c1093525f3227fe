export { parseAddress, parseCidr } from "./cidr.ts";
export type { Cidr, NoCidr } from "./cidr.ts";
export type { ClusterReading, Counts, ReadOptions } from "./cluster-reading.ts";
export type { Diagnostic, DiagnosticSubject } from "./diagnostic.ts";
export type { FileFacts, NotEvaluated } from "./facts.ts";
export { createFileReader, readFile, type FileReader } from "./file-reader.ts";
export { createLines, type LineAt } from "./lines.ts";
export { readCluster, readClusters } from "./read-cluster.ts";
export type { Snapshot, SourceFile } from "./snapshot.ts";
