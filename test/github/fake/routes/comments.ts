import { type Answer, created, notFound, ok, page, Refusal, type RepositoryCall } from "../answers.ts";
import { presentComment, presentReaction } from "../present/comment.ts";
import { botOf, type Comment, type Identity, type PullRequest, type User, type World } from "../world.ts";
import { commentWebhooks } from "../webhooks.ts";

/** Oldest first. */
export function listComments(call: RepositoryCall): Answer {
  const { world, repository, query } = call;
  const { number } = pullRequestOf(call);
  const since = Date.parse(query.get("since") ?? "1970-01-01T00:00:00Z");
  const comments = [...repository.comments.values()].filter(
    ({ issue, updatedAt }) => issue === number && updatedAt >= since,
  );
  return page(call, comments, (comment) => presentComment(world, repository, comment));
}

/** Of all issues; by ascending id unless the query says otherwise. */
export function listRepositoryComments(call: RepositoryCall): Answer {
  const { world, repository, query } = call;
  const since = Date.parse(query.get("since") ?? "1970-01-01T00:00:00Z");
  const comments = [...repository.comments.values()].filter(({ updatedAt }) => updatedAt >= since);
  const sort = query.get("sort");
  // Without `sort`, GitHub does not look at the direction.
  const sign = sort !== null && query.get("direction") !== "asc" ? -1 : 1;
  comments.sort((a, b) => sign * ((sort === "updated" ? a.updatedAt - b.updatedAt : 0) || a.id - b.id));
  return page(call, comments, (comment) => presentComment(world, repository, comment));
}

export function getComment(call: RepositoryCall): Answer {
  return ok(presentComment(call.world, call.repository, commentOf(call)));
}

export function createComment(call: RepositoryCall): Answer {
  const { world, repository, identity } = call;
  const pull = pullRequestOf(call);
  const author = actorOf(world, identity);
  refuseLocked(pull, identity);
  const comment: Comment = {
    id: world.nextId(),
    issue: pull.number,
    author,
    viaApp: identity.as === "installation" ? "app" : "person",
    createdAt: world.now(),
    updatedAt: world.now(),
    history: [],
    reactions: new Map(),
    body: bodyOf(call),
  };
  repository.comments.set(comment.id, comment);
  world.echo(commentWebhooks(world, repository, comment, "created", author));
  return created(presentComment(world, repository, comment));
}

export function updateComment(call: RepositoryCall): Answer {
  const { world, repository } = call;
  const comment = commentOf(call);
  const sender = actorOf(world, call.identity);
  refuseForeign(call, comment);
  const from = comment.body;
  editBody(world, comment, bodyOf(call));
  world.echo(commentWebhooks(world, repository, comment, "edited", sender, { changes: { body: { from } } }));
  return ok(presentComment(world, repository, comment));
}

export function deleteComment(call: RepositoryCall): Answer {
  const { world, repository } = call;
  const comment = commentOf(call);
  refuseForeign(call, comment);
  repository.comments.delete(comment.id);
  world.echo(commentWebhooks(world, repository, comment, "deleted", actorOf(world, call.identity)));
  return { status: 204, content: "none" };
}

export function editBody(world: World, comment: Comment, body: string): void {
  comment.history.push(comment.body);
  comment.body = body;
  comment.updatedAt = world.now();
}

export function listReactions(call: RepositoryCall): Answer {
  const { reactions } = commentOf(call);
  const content = call.query.get("content");
  const shown = [...reactions.values()].filter((reaction) => content === null || reaction.content === content);
  return page(call, shown, (reaction) => presentReaction(call.world, reaction));
}

/** The same reaction of the same user again is not a second one: 200 instead of 201. */
export function createReaction(call: RepositoryCall): Answer {
  const { world } = call;
  const comment = commentOf(call);
  const user = actorOf(world, call.identity);
  const { content } = call.body as { content: string };
  const known = [...comment.reactions.values()].find(
    (reaction) => reaction.user === user && reaction.content === content,
  );
  if (known !== undefined) return ok(presentReaction(world, known));
  const pull = call.repository.pullRequests.get(comment.issue);
  if (pull !== undefined) refuseLocked(pull, call.identity);
  const reaction = { id: world.nextId(), user, content, createdAt: world.now() };
  comment.reactions.set(reaction.id, reaction);
  return created(presentReaction(world, reaction));
}

export function deleteReaction(call: RepositoryCall): Answer {
  const { reactions } = commentOf(call);
  if (!reactions.delete(Number(call.parameters["reaction_id"]))) throw notFound();
  return { status: 204, content: "none" };
}

function pullRequestOf({ repository, parameters }: RepositoryCall): PullRequest {
  const pull = repository.pullRequests.get(Number(parameters["issue_number"]));
  if (pull === undefined) throw notFound();
  return pull;
}

function commentOf({ repository, parameters }: RepositoryCall): Comment {
  const comment = repository.comments.get(Number(parameters["comment_id"]));
  if (comment === undefined) throw notFound();
  return comment;
}

function bodyOf(call: RepositoryCall): string {
  return (call.body as { body: string }).body;
}

/** Only admission lets an app's own token or nobody come this far on a read. */
function actorOf(world: World, identity: Identity): User {
  switch (identity.as) {
    case "installation":
      return botOf(world);
    case "user":
      return identity.user;
    case "app":
    case "anonymous":
      throw new Refusal(401, "Requires authentication");
  }
}

/** Nobody but people with write access gets a word into a locked conversation. */
function refuseLocked(pull: PullRequest, identity: Identity): void {
  if (pull.conversation === "open") return;
  if (
    identity.as === "user" &&
    ["admin", "maintain", "write"].includes(pull.repository.roles.get(identity.user.login.toLowerCase()) ?? "")
  )
    return;
  throw new Refusal(403, "Unable to create comment because issue is locked.");
}

/** An app edits its own comments; people with write access edit all. */
function refuseForeign({ world, repository, identity }: RepositoryCall, comment: Comment): void {
  const actor = actorOf(world, identity);
  const role = repository.roles.get(actor.login.toLowerCase()) ?? "none";
  if (comment.author !== actor && !["admin", "maintain", "write"].includes(role)) {
    throw new Refusal(403, "Must have admin rights to Repository.");
  }
}
