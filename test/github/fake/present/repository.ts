import { type JsonObject, nodeId, timestamp } from "../json.ts";
import type { Repository, World } from "../world.ts";
import { presentUser } from "./users.ts";

/** The address of a repository in the API. */
export function apiUrl({ origin }: World, { owner, name }: Repository): string {
  return `${origin}/api/v3/repos/${owner.login}/${name}`;
}

/** The address of a repository for people. */
export function htmlUrl({ origin }: World, { owner, name }: Repository): string {
  return `${origin}/${owner.login}/${name}`;
}

/** Links of a repository by key, as suffixes of its address. */
const LINKS: Readonly<Record<string, string>> = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
};

const COUNTS = ["forks", "forks_count", "open_issues", "open_issues_count", "size", "stargazers_count", "watchers"];

export function presentRepository(world: World, repository: Repository): JsonObject {
  const { id, owner, name, visibility, defaultBranch, parent } = repository;
  const url = apiUrl(world, repository);
  const html = htmlUrl(world, repository);
  return {
    id,
    node_id: nodeId("Repository", id),
    name,
    full_name: `${owner.login}/${name}`,
    private: visibility === "private",
    visibility,
    owner: presentUser(world, owner),
    html_url: html,
    description: null,
    fork: parent !== null,
    url,
    ...Object.fromEntries(Object.entries(LINKS).map(([key, suffix]) => [key, url + suffix])),
    clone_url: `${html}.git`,
    git_url: `${html}.git`,
    ssh_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    ...Object.fromEntries(COUNTS.map((key) => [key, 0])),
    watchers_count: 0,
    topics: [],
    is_template: false,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: false,
    disabled: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    default_branch: defaultBranch,
    created_at: timestamp(0),
    updated_at: timestamp(0),
    pushed_at: timestamp(0),
  };
}

/** What only `GET /repos/{owner}/{repo}` says. */
export function presentFullRepository(world: World, repository: Repository): JsonObject {
  return { ...presentRepository(world, repository), network_count: 0, subscribers_count: 0 };
}
