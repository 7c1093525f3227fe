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
  if (host !== "github.com" && !isOurs(host, env)) {
    // Whoever wrote the address would get the token.
    return {
      problem: `${host} gets no token before it is known: set \`GH_HOST=${host}\` if it is your GitHub Enterprise Server`,
    };
  }
  const token = (env[variable] ?? "").trim();
  // `fetch` would quote it in its complaint.
  if (!/^[\u0021-\u007e]+$/.test(token)) return { problem: `\`${variable}\` holds something that is no token` };
  return { token, variable };
}

/** Whether the environment names the host as an own one; in a workflow that is the server that runs it. */
function isOurs(host: string, { GH_HOST, GITHUB_SERVER_URL }: NodeJS.ProcessEnv): boolean {
  return GH_HOST?.trim() === host || (GITHUB_SERVER_URL !== undefined && hostOf(GITHUB_SERVER_URL) === host);
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null;
}
