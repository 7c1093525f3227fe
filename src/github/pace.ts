import Bottleneck from "bottleneck";

/** Writes of one installation that leave without a wait: those of three reviews. */
const BURST = 10;

/** From then on one a second. */
const SECOND = 1000;

/** What an installation has not used for so long is forgotten, in milliseconds: by then its burst is whole again. */
const IDLE = 2 * 60 * 1000;

/**
 * How fast an installation writes: one after the other, `BURST` at once, then one a second. So no minute holds more than
 * 70 writes of an installation, of the 80 that GitHub allows, and a single review does not wait for itself, which
 * Octokit's own pace of one a second makes it do.
 *
 * Source: GitHub, "Rate limits for the REST API", "About secondary rate limits"; "Best practices for using the REST API",
 * "Pause between mutative requests".
 */
export function createWritePace(): Bottleneck.Group {
  return new Bottleneck.Group({
    id: "netpol-write",
    maxConcurrent: 1,
    reservoir: BURST,
    reservoirIncreaseAmount: 1,
    reservoirIncreaseInterval: SECOND,
    reservoirIncreaseMaximum: BURST,
    timeout: IDLE,
  });
}
