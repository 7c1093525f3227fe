/** A token, and the variable of the environment that holds it. */
export interface FoundToken {
  readonly token: string;
  readonly variable: string;
}

/** As `gh` has it: in this order, and never one of github.com for another host. Source: `gh help environment`. */
const ON_GITHUB = ["GH_TOKEN", "GITHUB_TOKEN"] as const;
const ELSEWHERE = ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"] as const;

/** The token for a host; an empty variable counts as missing. No message holds any part of a token. */
export function findToken(host: string, env: NodeJS.ProcessEnv): FoundToken | { readonly problem: string } {
  const names = host === "github.com" ? ON_GITHUB : ELSEWHERE;
  const variable = names.find((name) => (env[name] ?? "").trim() !== "");
  if (variable === undefined) {
    return { problem: `no token for ${host}: set ${names.map((name) => `\`${name}\``).join(" or ")}` };
  }
  const token = (env[variable] ?? "").trim();
  // `fetch` would quote it in its complaint.
  if (!/^[\u0021-\u007e]+$/.test(token)) return { problem: `\`${variable}\` holds something that is no token` };
  return { token, variable };
}
