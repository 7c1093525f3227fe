/** Reports: the one room with English and Markdown for users. Values in, strings out. */
export type { Annotation } from "./check/annotations.ts";
export { approvedReview, MAX_APPROVAL_BYTES, pressText, refusalText, type ApprovalState } from "./check/approval.ts";
export {
  MAX_CHECK_BYTES,
  renderCheck,
  type CheckConclusion,
  type CheckOptions,
  type CheckOutput,
} from "./check/check.ts";
export { failsElsewhere, type Elsewhere } from "./check/elsewhere.ts";
export { COMMENT_MARKER, MAX_COMMENT_BYTES, renderComment, type CommentOptions } from "./comment/comment.ts";
export { connectionsText } from "./connections.ts";
export { diffCsvLines, listCsvLines } from "./csv.ts";
export { endpointText } from "./endpoints.ts";
export { PLAIN_OPTIONS, type Format, type JudgementFormat, type PlaceLink, type ReportOptions } from "./options.ts";
export { COMMAND_NAMES, type CommandName } from "./reply/help-document.ts";
export type { Asked, PeersReport, PeersSide } from "./reply/peers-document.ts";
export { renderReply, type Answer, type Reply, type RootAnswer } from "./reply/reply.ts";
export type { SettingsReport } from "./reply/settings-document.ts";
export type { Setting } from "./settings-table.ts";
export { starterText } from "./starter.ts";
export { deservesComment } from "./pull-request/changed-files.ts";
export { shortId } from "./pull-request/scope.ts";
export type { ComparedPair } from "./pull-request/options.ts";
export { renderDiff, renderExplanations, renderJudgement, renderList, renderSettings } from "./render.ts";
export type { DiffReport, DiffRoot, ExplanationReport, InputCounts, ListReport, ListRoot } from "./review.ts";
