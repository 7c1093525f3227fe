import type { GitHubClient } from "../client.ts";
import { dataOf, isGone } from "../repository/errors.ts";
import type { Question } from "./accept.ts";
import { KNOWN_ASSOCIATIONS } from "./associations.ts";

/** What a person may ask for on one pull request. Whoever may have a recheck may read as well. */
export type Rights = "recheck" | "read" | "none";

/** Roles from triage on, by the names of the API. */
const TRIAGE_OR_MORE: ReadonlySet<string> = new Set(["triage", "write", "maintain", "admin"]);

/**
 * What the person who asked may do, as GitHub says now; at most three requests. The author of the pull request and
 * people with triage rights may have everything. Others may read: on a private repository whoever can read it, on a
 * public one its collaborators and contributors.
 *
 * @throws what the client throws, unless it says that the person or the comment is gone
 */
export async function readRights(client: GitHubClient, request: Omit<Question, "body">): Promise<Rights> {
  if (request.asker.isAuthor) return "recheck";
  const { asker, comment } = request;
  const { owner, repo } = request.place.repository;
  try {
    const role = dataOf(
      await client.request("GET /repos/{owner}/{repo}/collaborators/{username}/permission", {
        owner,
        repo,
        username: asker.login,
      }),
    );
    // A login may have changed hands since the comment was written.
    if (role.user !== null && role.user.id !== asker.id) return "none";
    if (isTriage(role)) return "recheck";
    const { private: isPrivate } = dataOf(await client.request("GET /repos/{owner}/{repo}", { owner, repo }));
    if (isPrivate) return role.permission === "none" ? "none" : "read";
    // What the payload said of the author was true when the comment was written.
    const asked = dataOf(
      await client.request("GET /repos/{owner}/{repo}/issues/comments/{comment_id}", {
        owner,
        repo,
        comment_id: comment,
      }),
    );
    return KNOWN_ASSOCIATIONS.has(asked.author_association ?? "NONE") ? "read" : "none";
  } catch (error) {
    // The person, the comment or the repository.
    if (isGone(error)) return "none";
    throw error;
  }
}

interface Role {
  readonly permission: string;
  readonly role_name: string;
  readonly user: { readonly permissions?: { readonly triage?: boolean } } | null;
}

/** Roles of an organisation's own making tell by what they permit. */
function isTriage({ permission, role_name: name, user }: Role): boolean {
  return TRIAGE_OR_MORE.has(name) || TRIAGE_OR_MORE.has(permission) || user?.permissions?.triage === true;
}
