/** How a request goes wrong. */
export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** `retryAfter` in seconds. */
  | { readonly kind: "secondary-limit"; readonly status: 403 | 429; readonly retryAfter: number }
  /** `resetIn` in seconds. */
  | { readonly kind: "primary-limit"; readonly resetIn: number }
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** The connection ends in the middle of the answer. */
  | { readonly kind: "cut" };

/** Which requests a fault meets, and whether they take effect all the same. */
export interface FaultRule {
  /** An operation of GitHub's description, e.g. `checks/create`, or `codeload`; without it, any. */
  readonly operation?: string;
  readonly where?: (request: RequestLine) => boolean;
  /** How often; without it, until the rule is lifted. */
  readonly times?: number;
  /** `done`: GitHub did what was asked, and only the answer is lost. */
  readonly effect?: "none" | "done";
  readonly fault: Fault;
}

export interface RequestLine {
  readonly method: string;
  readonly path: string;
  readonly operation: string;
}

/** A point where requests wait until they are released. */
export interface Hold {
  /** Resolves when the first request has arrived. */
  readonly reached: Promise<RequestLine>;
  /** Lets all waiting and coming requests pass. */
  release(): void;
}

export interface HoldRule {
  readonly operation?: string;
  readonly where?: (request: RequestLine) => boolean;
  /** Whether requests wait before GitHub does what they ask, or before the answer. */
  readonly at: "request" | "answer";
}

/** All that is set to go wrong. */
export interface Faults {
  add(rule: FaultRule): () => void;
  hold(rule: HoldRule): Hold;
  /** The fault that meets a request; counts it. */
  take(request: RequestLine): FaultRule | null;
  wait(request: RequestLine, at: HoldRule["at"]): Promise<void>;
  /** Releases all that wait and forgets all rules. */
  clear(): void;
}

export function makeFaults(): Faults {
  const rules = new Map<FaultRule, number>();
  const holds = new Map<HoldRule, { reach: (request: RequestLine) => void; open: () => void; opened: Promise<void> }>();
  const meets = ({ operation, where }: FaultRule | HoldRule, request: RequestLine) =>
    (operation === undefined || operation === request.operation) && (where?.(request) ?? true);
  return {
    add(rule) {
      rules.set(rule, rule.times ?? Infinity);
      return () => rules.delete(rule);
    },
    hold(rule) {
      const { promise: reached, resolve: reach } = promised<RequestLine>();
      const { promise: opened, resolve: open } = promised<undefined>();
      holds.set(rule, { reach, open: () => open(undefined), opened });
      return {
        reached,
        release() {
          holds.delete(rule);
          open(undefined);
        },
      };
    },
    take(request) {
      for (const [rule, left] of rules) {
        if (!meets(rule, request)) continue;
        if (left > 1) rules.set(rule, left - 1);
        else rules.delete(rule);
        return rule;
      }
      return null;
    },
    async wait(request, at) {
      for (const [rule, { reach, opened }] of holds) {
        if (rule.at !== at || !meets(rule, request)) continue;
        reach(request);
        await opened;
      }
    },
    clear() {
      rules.clear();
      for (const { open } of holds.values()) open();
      holds.clear();
    },
  };
}

function promised<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  const slot: { resolve: (value: Value) => void } = { resolve: () => undefined };
  const promise = new Promise<Value>((resolve) => {
    slot.resolve = resolve;
  });
  return { promise, resolve: (value) => slot.resolve(value) };
}
