/** Reports: the one room with English and Markdown for users. Values in, strings out. */
export { connectionsText } from "./connections.ts";
export { diffCsvLines, listCsvLines } from "./csv.ts";
export { endpointText } from "./endpoints.ts";
export { PLAIN_OPTIONS, type Format, type ReportOptions } from "./options.ts";
export { renderDiff, renderExplanation, renderList } from "./render.ts";
export type { DiffReport, DiffRoot, ExplanationReport, InputCounts, ListReport, ListRoot } from "./review.ts";
