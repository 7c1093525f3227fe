import type { Identity, World } from "./world.ts";

const HOUR = 3_600_000;

/** The primary rate limit: requests per hour for each installation, user, or whoever gives no name. */
export interface Quota {
  /** Whether there is something left; takes nothing. */
  has(identity: Identity): boolean;
  spend(identity: Identity): void;
  headers(identity: Identity): Record<string, string>;
}

export function makeQuota({ now, limits }: Pick<World, "now" | "limits">): Quota {
  const windows = new Map<string, { used: number; resetAt: number }>();
  const windowOf = (identity: Identity) => {
    const key = keyOf(identity);
    const known = windows.get(key);
    if (known !== undefined && known.resetAt > now()) return known;
    const fresh = { used: 0, resetAt: now() + HOUR };
    windows.set(key, fresh);
    return fresh;
  };
  return {
    has: (identity) => windowOf(identity).used < limits.requestsPerHour,
    spend(identity) {
      windowOf(identity).used += 1;
    },
    headers(identity) {
      const { used, resetAt } = windowOf(identity);
      return {
        "x-ratelimit-limit": String(limits.requestsPerHour),
        "x-ratelimit-remaining": String(Math.max(limits.requestsPerHour - used, 0)),
        "x-ratelimit-used": String(used),
        "x-ratelimit-reset": String(Math.ceil(resetAt / 1000)),
        "x-ratelimit-resource": "core",
      };
    },
  };
}

function keyOf(identity: Identity): string {
  switch (identity.as) {
    case "installation":
      return `installation ${identity.installation.id}`;
    case "user":
      return `user ${identity.user.id}`;
    case "app":
    case "anonymous":
      return identity.as;
  }
}
