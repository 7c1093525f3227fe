import type { RepositoryName } from "../client.ts";
import { redact } from "../redact.ts";

/** Where a pull request is, and whom to ask about it. */
export interface PullRequestAddress {
  readonly repository: RepositoryName;
  readonly number: number;
  /** With the port where it has one. */
  readonly host: string;
  /** Of the REST API, without a slash at its end. */
  readonly apiUrl: string;
  /** Of the repositories' host, likewise. */
  readonly webUrl: string;
  /** For people: `acme/gitops#12`. */
  readonly name: string;
}

/** Longer words are no web address of a pull request. */
const MAX_LENGTH = 500;

const PATH = /^\/(?<owner>[\w.-]+)\/(?<repo>[\w.-]+)\/pull\/(?<number>[1-9]\d{0,9})(?:\/|$)/;

/**
 * Reads the web address of a pull request, of any of its pages, on github.com or an Enterprise Server. A token would
 * travel readable over `http`, so that only this machine may be asked that way.
 */
export function parsePullRequestUrl(words: string): PullRequestAddress | { readonly problem: string } {
  if (words.length > MAX_LENGTH || !URL.canParse(words)) return notOne(words);
  const { protocol, host, hostname, pathname, username, password } = new URL(words);
  if (username !== "" || password !== "") return { problem: "the address holds a user or password: leave it out" };
  const { owner, repo, number } = PATH.exec(pathname)?.groups ?? {};
  if (owner === undefined || repo === undefined || number === undefined) return notOne(words);
  if (protocol !== "https:" && (protocol !== "http:" || !isLoopback(hostname))) {
    return { problem: `\`${redact(words)}\` does not start with \`https://\`` };
  }
  const isGitHub = /^(?:www\.)?github\.com$/.test(host);
  const webUrl = isGitHub ? "https://github.com" : `${protocol}//${host}`;
  return {
    repository: { owner, repo },
    number: Number(number),
    host: isGitHub ? "github.com" : host,
    apiUrl: isGitHub ? "https://api.github.com" : `${webUrl}/api/v3`,
    webUrl,
    name: `${owner}/${repo}#${number}`,
  };
}

function notOne(words: string): { readonly problem: string } {
  return { problem: `\`${redact(words.slice(0, MAX_LENGTH))}\` is not the address of a pull request` };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
}
