import { notFound, Refusal } from "./answers.ts";
import type { Match } from "./description.ts";
import { type Access, type Identity, type Repository, repositoryKey, roleOf, type World } from "./world.ts";

/** What an operation asks for: a kind of token, or a permission on the repository. */
type Need = "app" | "installation" | "user" | readonly [permission: string, access: Access];

/** Operations by id; the permissions are those with which they work on pull requests. */
const NEEDS: Readonly<Record<string, Need>> = {
  "apps/get-authenticated": "app",
  "apps/list-installations": "app",
  "apps/get-installation": "app",
  "apps/get-repo-installation": "app",
  "apps/create-installation-access-token": "app",
  "apps/list-webhook-deliveries": "app",
  "apps/get-webhook-delivery": "app",
  "apps/redeliver-webhook-delivery": "app",
  "apps/list-repos-accessible-to-installation": "installation",
  "users/get-authenticated": "user",
  "repos/get": ["metadata", "read"],
  "repos/get-collaborator-permission-level": ["metadata", "read"],
  "pulls/list": ["pull_requests", "read"],
  "pulls/get": ["pull_requests", "read"],
  "pulls/list-commits": ["pull_requests", "read"],
  "repos/list-activities": ["contents", "read"],
  "git/get-commit": ["contents", "read"],
  "git/list-matching-refs": ["contents", "read"],
  "git/get-tree": ["contents", "read"],
  "git/get-blob": ["contents", "read"],
  "repos/download-tarball-archive": ["contents", "read"],
  "repos/get-content": ["contents", "read"],
  "repos/compare-commits-with-basehead": ["contents", "read"],
  "checks/list-for-ref": ["checks", "read"],
  "checks/get": ["checks", "read"],
  "checks/create": ["checks", "write"],
  "checks/update": ["checks", "write"],
  "issues/list-comments": ["pull_requests", "read"],
  "issues/list-comments-for-repo": ["pull_requests", "read"],
  "issues/get-comment": ["pull_requests", "read"],
  "issues/create-comment": ["pull_requests", "write"],
  "issues/update-comment": ["pull_requests", "write"],
  "issues/delete-comment": ["pull_requests", "write"],
  "reactions/list-for-issue-comment": ["pull_requests", "read"],
  "reactions/create-for-issue-comment": ["pull_requests", "write"],
  "reactions/delete-for-issue-comment": ["pull_requests", "write"],
};

/**
 * Lets a request pass or throws what GitHub answers: 401 for the wrong kind of token, 404 for what the sender may not
 * see, 403 for what it may not do. Gives the repository that the request is about, if any.
 */
export function admit(world: World, identity: Identity, { operation, parameters }: Match): Repository | null {
  const need = NEEDS[operation.id];
  if (need === undefined) throw new Error(`\`${operation.id}\` has no entry in the table of permissions`);
  const { owner, repo } = parameters;
  if (typeof need === "string") {
    if (identity.as !== need) throw wrongToken(need);
    return owner === undefined || repo === undefined ? null : seen(world, identity, owner, repo);
  }
  if (owner === undefined || repo === undefined) throw new Error(`\`${operation.id}\` is not about a repository`);
  const repository = seen(world, identity, owner, repo);
  if (!allowed(identity, repository, need)) throw new Refusal(403, forbidden(identity));
  return repository;
}

function seen(world: World, identity: Identity, owner: string, repo: string): Repository {
  const repository = world.repositories.get(repositoryKey(owner, repo));
  if (repository === undefined || !sees(identity, repository)) throw notFound();
  return repository;
}

function sees(identity: Identity, repository: Repository): boolean {
  if (repository.visibility === "public") return true;
  switch (identity.as) {
    case "app":
      return repository.installation !== null;
    case "installation":
      return isWithin(identity, repository);
    case "user":
      return roleOf(repository, identity.user.login) !== "none";
    case "anonymous":
      return false;
  }
}

function allowed(identity: Identity, repository: Repository, [permission, access]: readonly [string, Access]): boolean {
  switch (identity.as) {
    case "app":
      return false;
    case "installation": {
      if (!isWithin(identity, repository)) return access === "read";
      const granted = identity.permissions[permission];
      return granted === "write" || granted === access;
    }
    // Check runs belong to apps; whoever can read may comment.
    case "user":
      return access === "read" || permission !== "checks";
    case "anonymous":
      return access === "read";
  }
}

function isWithin(identity: Identity & { as: "installation" }, { installation, id }: Repository): boolean {
  const { repositoryIds } = identity;
  return installation === identity.installation && (repositoryIds === null || repositoryIds.includes(id));
}

function wrongToken(need: "app" | "installation" | "user"): Refusal {
  if (need === "app") return new Refusal(401, "A JSON web token could not be decoded");
  return need === "user"
    ? new Refusal(403, "Resource not accessible by integration")
    : new Refusal(
        403,
        "You must authenticate with an installation access token in order to list repositories for an installation.",
      );
}

function forbidden({ as }: Identity): string {
  return as === "user" ? "You must authenticate via a GitHub App." : "Resource not accessible by integration";
}
