/** What must not get worse about the app. */
import type { AppResult } from "./app-layer.ts";

/** A push that changes one file. The counts hold on any machine. */
const MAX_WARM_REQUESTS = 10;
const MAX_WRITES = 3;
/** Half of it is the debounce. For a quiet machine, as all that follows. */
const MAX_MILLISECONDS = { cold: 4_000, warm: 3_000 } as const;
/** GitHub gives up then. */
const MAX_ANSWER_MILLISECONDS = 10_000;
const MIN_DELIVERIES_PER_SECOND = 500;
const MAX_RESIDENT_MEGABYTES = 512;
/** What the main thread keeps of a pull request on purpose is the listing of its merge commit, up to a bound. */
const MAX_HELD_KILOBYTES = 30;
/** Threads collect when they like, so that only a coarse leak shows here. */
const MAX_RESIDENT_KILOBYTES = 250;

/** Every gate that is shut, in words. */
export function shutAppGates(result: AppResult): readonly string[] {
  switch (result.measure) {
    case "cold":
    case "warm": {
      const { measure, milliseconds, counts } = result;
      return [
        ...over(`app ${measure}: ms`, milliseconds, MAX_MILLISECONDS[measure]),
        ...(measure === "warm" ? over("app warm: requests", counts["requests"] ?? 0, MAX_WARM_REQUESTS) : []),
        ...over(`app ${measure}: writes`, counts["writes"] ?? 0, MAX_WRITES),
      ];
    }
    case "burst": {
      const { refused, milliseconds, perSecond } = result;
      return [
        ...over("app burst: refused", refused, 0),
        ...over("app burst: ms of an answer", milliseconds.most, MAX_ANSWER_MILLISECONDS),
        ...(perSecond < MIN_DELIVERIES_PER_SECOND
          ? [`app burst: ${perSecond} a second, at least ${MIN_DELIVERIES_PER_SECOND}`]
          : []),
      ];
    }
    case "memory": {
      const name = `app memory, ${result.repositories} repositories`;
      return [
        ...over(`${name}: MB`, result.residentMegabytes.end, MAX_RESIDENT_MEGABYTES),
        ...over(`${name}: KB held of each pull request`, result.growthKilobytes.held, MAX_HELD_KILOBYTES),
        ...over(`${name}: KB that each pull request adds`, result.growthKilobytes.resident, MAX_RESIDENT_KILOBYTES),
      ];
    }
  }
}

function over(what: string, value: number, limit: number): readonly string[] {
  return value <= limit ? [] : [`${what} ${value}, at most ${limit}`];
}
