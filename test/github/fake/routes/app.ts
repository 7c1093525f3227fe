import {
  type Answer,
  type Call,
  created,
  notFound,
  ok,
  page,
  pageLink,
  perPageOf,
  Refusal,
  type RepositoryCall,
} from "../answers.ts";
import { deliver } from "../deliver.ts";
import { issueToken } from "../identity.ts";
import { type JsonObject, timestamp } from "../json.ts";
import { presentRepository } from "../present/repository.ts";
import { presentApp, presentInstallation, presentOwnUser } from "../present/users.ts";
import type { Delivery, Installation, Permissions, Repository, World } from "../world.ts";

export function getApp({ world }: Call): Answer {
  return ok(presentApp(world));
}

export function getUser({ world, identity }: Call): Answer {
  if (identity.as !== "user") throw new Refusal(401, "Requires authentication");
  return ok(presentOwnUser(world, identity.user));
}

export function listInstallations(call: Call): Answer {
  return page(call, [...call.world.installations.values()], (installation) =>
    presentInstallation(call.world, installation),
  );
}

export function getInstallation(call: Call): Answer {
  return ok(presentInstallation(call.world, installationOf(call)));
}

export function getRepositoryInstallation({ world, repository }: RepositoryCall): Answer {
  if (repository.installation === null) throw notFound();
  return ok(presentInstallation(world, repository.installation));
}

interface TokenBody {
  readonly permissions?: Permissions;
  readonly repository_ids?: readonly number[];
  readonly repositories?: readonly string[];
}

/** A token for all of the installation, or narrowed to what the body names. */
export function createToken(call: Call): Answer {
  const { world } = call;
  const installation = installationOf(call);
  if (installation.suspended === "suspended") throw new Refusal(403, "This installation has been suspended");
  const { permissions = world.app.permissions, repository_ids, repositories } = (call.body ?? {}) as TokenBody;
  for (const [name, access] of Object.entries(permissions)) {
    const granted = world.app.permissions[name];
    if (granted !== "write" && granted !== access) {
      throw new Refusal(422, "The permissions requested are not granted to this installation.");
    }
  }
  const within = repositoriesOf(world, installation);
  const chosen = within.filter(
    ({ id, name }) => repository_ids?.includes(id) === true || repositories?.includes(name) === true,
  );
  const narrowed = repository_ids !== undefined || repositories !== undefined;
  if (narrowed && chosen.length < (repository_ids ?? []).length + (repositories ?? []).length) {
    throw new Refusal(
      422,
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  }
  const repositoryIds = narrowed ? chosen.map(({ id }) => id) : null;
  const { token, expiresAt } = issueToken(world, { as: "installation", installation, permissions, repositoryIds });
  return created({
    token,
    expires_at: timestamp(expiresAt),
    permissions,
    repository_selection: narrowed ? "selected" : "all",
    ...(narrowed ? { repositories: chosen.map((repository) => presentRepository(world, repository)) } : {}),
  });
}

export function listInstallationRepositories(call: Call): Answer {
  const { world, identity } = call;
  if (identity.as !== "installation") throw notFound();
  const { installation, repositoryIds } = identity;
  const repositories = repositoriesOf(world, installation).filter(({ id }) => repositoryIds?.includes(id) ?? true);
  return page(
    call,
    repositories,
    (repository) => presentRepository(world, repository),
    (shown) => ({ total_count: repositories.length, repositories: shown }),
  );
}

/**
 * Newest first; a cursor is the id of the last delivery of the page before. `status` goes by ranges of status codes, so
 * that neither of its values finds a delivery that was never answered with a code.
 */
export function listDeliveries(call: Call): Answer {
  const { world, query } = call;
  const wanted = query.get("status");
  const cursor = Number(query.get("cursor") ?? Number.MAX_SAFE_INTEGER);
  const matching = world.deliveries
    .filter((delivery) => wanted === null || wanted === outcomeOf(delivery))
    .filter(({ id }) => id < cursor)
    .reverse();
  const shown = matching.slice(0, perPageOf(call));
  const last = shown.at(-1);
  const more = last !== undefined && shown.length < matching.length;
  return {
    ...ok(shown.map(presentDelivery)),
    ...(more ? { headers: { link: pageLink(call, { cursor: String(last.id) }, "next") } } : {}),
  };
}

export function getDelivery(call: Call): Answer {
  const delivery = deliveryOf(call);
  const { event, guid, payload } = delivery.webhook;
  return ok({
    ...presentDelivery(delivery),
    url: delivery.target.url,
    request: { headers: { "X-GitHub-Event": event, "X-GitHub-Delivery": guid }, payload },
    response: { headers: {}, payload: null },
  });
}

/** Sends the same webhook again, to where it went, once the request is answered. */
export function redeliver(call: Call): Answer {
  const { webhook, target } = deliveryOf(call);
  setImmediate(() => void deliver(call.world, webhook, target, "redelivery"));
  return { status: 202, content: { json: {} } };
}

function deliveryOf({ world, parameters }: Call): Delivery {
  const delivery = world.deliveries.find(({ id }) => String(id) === parameters["delivery_id"]);
  if (delivery === undefined) throw notFound();
  return delivery;
}

function presentDelivery({ id, webhook, deliveredAt, attempt, statusCode, status }: Delivery): JsonObject {
  const { guid, event, action, installationId, repositoryId } = webhook;
  return {
    id,
    guid,
    delivered_at: timestamp(deliveredAt),
    redelivery: attempt === "redelivery",
    duration: 0.1,
    status,
    status_code: statusCode,
    event,
    action,
    installation_id: installationId,
    repository_id: repositoryId,
    throttled_at: null,
  };
}

function outcomeOf({ statusCode }: Delivery): "success" | "failure" | null {
  if (statusCode >= 200 && statusCode < 400) return "success";
  return statusCode >= 400 && statusCode < 600 ? "failure" : null;
}

function installationOf({ world, parameters }: Call): Installation {
  const installation = world.installations.get(Number(parameters["installation_id"]));
  if (installation === undefined) throw notFound();
  return installation;
}

function repositoriesOf({ repositories }: World, installation: Installation): Repository[] {
  return [...repositories.values()].filter((repository) => repository.installation === installation);
}
