import type { Origin } from "../../engine/index.ts";
import type { EndpointPattern, PortList } from "../../query/index.ts";
import type { Level } from "../discovery.ts";

/** What a team promises about its network. */
export interface Assertion {
  /** Unique; a DNS label. */
  readonly name: string;
  /** One line without backticks; `null` when there is none. */
  readonly description: string | null;
  readonly level: Level;
  /** `always`: it also counts where the base breaks it already. */
  readonly enforce: "regression" | "always";
  readonly claim: Claim;
  /** `null`: every port. */
  readonly ports: PortList | null;
  readonly origin: Origin;
}

/** At least one word for each end; several mean all of them together. */
export interface Claim {
  /**
   * `deny`: nothing of `from` may connect to anything of `to`. `allow`: all of `from` may connect to all of `to`.
   * `only-from`: nobody but `from` may connect to `to`. `only-to`: `from` may connect to nobody but `to`.
   */
  readonly type: "deny" | "allow" | "only-from" | "only-to";
  readonly from: readonly EndWords[];
  readonly to: readonly EndWords[];
}

/** Words for an endpoint, and what they mean. */
export interface EndWords {
  readonly text: string;
  readonly pattern: EndpointPattern;
  /** Where a file says them; absent: no file does. */
  readonly origin?: Origin;
}
