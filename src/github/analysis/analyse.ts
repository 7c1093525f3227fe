import {
  CONFIG_PATH,
  configurationFile,
  defaultConfig,
  readConfig,
  sameConfiguration,
  toClusterSettings,
  type Config,
} from "../../config/index.ts";
import { compare, reach, type Origin, type Side } from "../../engine/index.ts";
import { createFileReader, type Diagnostic, type FileReader, type Snapshot } from "../../manifests/index.ts";
import {
  deservesComment,
  MAX_CHECK_BYTES,
  MAX_COMMENT_BYTES,
  renderCheck,
  renderComment,
  type CheckOutput,
  type ComparedPair,
  type DiffReport,
  type PlaceLink,
} from "../../report/index.ts";
import { diffRoot, readChange } from "../../review/index.ts";
import type { CommandRequest } from "../commands/accept.ts";
import type { ReviewedChange } from "../commands/answers.ts";
import { answerRequest, type Outcome } from "../commands/outcome.ts";
import type { Rights } from "../commands/permission.ts";

/** Two snapshots, and what a report says of them on GitHub. Plain data: it goes to another thread. */
export interface Subject {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly pair: ComparedPair;
  /** Branches or commits, for people. */
  readonly names: Readonly<Record<Side, string>>;
  /** Web address of the files of each commit, without a slash at its end: `https://host/owner/repo/blob/<commit>`. */
  readonly addresses: Readonly<Record<Side, string>>;
}

/** The review of a change, or answers to what somebody asked about it. */
export type AnalysisRequest =
  | { readonly type: "review"; readonly subject: Subject }
  | {
      readonly type: "answers";
      readonly subject: Subject;
      readonly lines: CommandRequest["lines"];
      readonly comment: number;
      readonly rights: Exclude<Rights, "none">;
    };

export type AnalysisResult =
  | { readonly type: "review"; readonly review: PublishedReview }
  | { readonly type: "answers"; readonly outcome: Outcome };

/** What is published of a review. */
export interface PublishedReview {
  readonly check: CheckOutput;
  readonly comment: string;
  /** `when-there-is-one`: nothing to tell anybody who was not told something before. */
  readonly commentWanted: "always" | "when-there-is-one";
}

/** What a thread keeps of files that it read before: bytes of their text. */
const REMEMBERED_BYTES = 32 * 1024 * 1024;

/** An analyst remembers the files it read, so that the next push costs only what it changed. */
export function createAnalyst(): (request: AnalysisRequest) => Promise<AnalysisResult> {
  const reader = createFileReader(REMEMBERED_BYTES);
  return async (request) => {
    const { change, changed } = await readSubject(request.subject, reader);
    const link = linkTo(request.subject.addresses);
    if (request.type === "answers") {
      const outcome = await answerRequest(request, request.rights, () => Promise.resolve({ change, link }));
      return { type: "answers", outcome };
    }
    return { type: "review", review: review(change, changed, request.subject.pair, link) };
  };
}

function review(
  { base, head, config, report }: ReviewedChange,
  changed: ReadonlySet<string>,
  pair: ComparedPair,
  link: PlaceLink,
): PublishedReview {
  const settings = toClusterSettings(config);
  const options = { link, pair, changed };
  return {
    // The test merge holds a changed file as the head does, unless the base changed it too: GitHub leaves out what it
    // cannot place.
    check: renderCheck(report, { ...options, maxBytes: MAX_CHECK_BYTES, annotatable: (path) => changed.has(path) }),
    comment: renderComment(report, {
      ...options,
      maxBytes: MAX_COMMENT_BYTES,
      reachability: () => ({ base: reach(base.cluster, settings), head: reach(head.cluster, settings) }),
    }),
    commentWanted: deservesComment(report, changed) ? "always" : "when-there-is-one",
  };
}

async function readSubject(
  { before, after, names }: Subject,
  reader: FileReader,
): Promise<{ readonly change: ReviewedChange; readonly changed: ReadonlySet<string> }> {
  const { config, ...configured } = await configOf(before, after, names.base);
  const notices = [...(configured.head === "changed" ? [CHANGES_CONFIGURATION] : []), ...configured.problems];
  const options = { defaultNamespace: "default", names, notices, reader };
  const change = readChange({ base: before, head: after }, config, options);
  const diff = compare(change.base.cluster, change.head.cluster, toClusterSettings(config));
  const report: DiffReport = { roots: [diffRoot(change, diff, names, [])] };
  const { base, head, changed } = change;
  return { change: { base, head, config, configured, report }, changed };
}

/**
 * The configuration of the base: what judges a change must not come from the change. Of one that holds a mistake nothing
 * is used, and its mistakes are told.
 */
async function configOf(
  before: Snapshot,
  after: Snapshot,
  base: string,
): Promise<ReviewedChange["configured"] & { readonly config: Config }> {
  const own = configurationFile(before);
  const head = sameConfiguration(before, after) ? "same" : "changed";
  switch (own.type) {
    case "none":
      return { config: defaultConfig, path: null, base, head, problems: [] };
    case "unread": {
      const message = `the configuration of the base was not read (${own.reason}), so the defaults were used`;
      const problem: Diagnostic = { severity: "error", code: "configuration", message, ...START };
      return { config: defaultConfig, path: CONFIG_PATH, base, head, problems: [problem] };
    }
    case "file": {
      const { config, problems } = await readConfig(new TextDecoder().decode(own.file.bytes), CONFIG_PATH);
      return { config: config ?? defaultConfig, path: CONFIG_PATH, base, head, problems };
    }
  }
}

const START = { path: CONFIG_PATH, line: 1, column: 1 } as const;

const CHANGES_CONFIGURATION: Diagnostic = {
  severity: "notice",
  code: "configuration-of-base",
  message: `\`${CONFIG_PATH}\` changes here, and takes effect after the merge: this was judged with that of the base`,
  ...START,
};

function linkTo(addresses: Subject["addresses"]): PlaceLink {
  return ({ path, line }: Origin, side) => {
    const file = path.split("/").map(encodeURIComponent).join("/");
    return `${addresses[side ?? "head"]}/${file}#L${String(line)}`;
  };
}
