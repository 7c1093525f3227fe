import { type JsonObject, nodeId, timestamp } from "../json.ts";
import { type AppIdentity, type Installation, type User, userOf, type World } from "../world.ts";

export function presentUser({ origin }: World, { id, login, type }: User): JsonObject {
  const url = `${origin}/api/v3/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId("User", id),
    avatar_url: `${origin}/avatars/u/${id}`,
    gravatar_id: "",
    url,
    html_url: type === "Bot" ? `${origin}/apps/${login.replace("[bot]", "")}` : `${origin}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    site_admin: false,
  };
}

/** What a person sees about themselves: all that `GET /user` adds. */
export function presentOwnUser(world: World, user: User): JsonObject {
  const none = ["bio", "blog", "company", "email", "hireable", "location", "name"];
  const zero = ["followers", "following", "public_gists", "public_repos"];
  return {
    ...presentUser(world, user),
    ...Object.fromEntries(none.map((key) => [key, null])),
    ...Object.fromEntries(zero.map((key) => [key, 0])),
    created_at: timestamp(0),
    updated_at: timestamp(0),
  };
}

export function presentApp(world: World, app: AppIdentity = world.app): JsonObject {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId("App", app.id),
    owner: presentUser(world, userOf(world, "octo-apps", "Organization")),
    name: app.slug,
    description: null,
    external_url: `${world.origin}/about/${app.slug}`,
    html_url: `${world.origin}/apps/${app.slug}`,
    created_at: timestamp(0),
    updated_at: timestamp(0),
    permissions: app.permissions,
    events: app.events,
  };
}

export function presentInstallation(world: World, { id, account, suspended }: Installation): JsonObject {
  const { app, origin } = world;
  return {
    id,
    account: presentUser(world, account),
    access_tokens_url: `${origin}/api/v3/app/installations/${id}/access_tokens`,
    repositories_url: `${origin}/api/v3/installation/repositories`,
    html_url: `${origin}/settings/installations/${id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: app.permissions,
    events: app.events,
    repository_selection: "all",
    single_file_name: null,
    created_at: timestamp(0),
    updated_at: timestamp(0),
    suspended_at: suspended === "suspended" ? timestamp(0) : null,
    suspended_by: suspended === "suspended" ? presentUser(world, account) : null,
  };
}
