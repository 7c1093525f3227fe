import { type JsonObject, nodeId, timestamp } from "../json.ts";
import type { Comment, Reaction, Repository, World } from "../world.ts";
import { associationOf } from "./pull-request.ts";
import { apiUrl, htmlUrl } from "./repository.ts";
import { presentApp, presentUser } from "./users.ts";

const REACTIONS = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"] as const;

export function presentComment(world: World, repository: Repository, comment: Comment): JsonObject {
  const { id, issue, author, reactions } = comment;
  const api = apiUrl(world, repository);
  const contents = [...reactions.values()].map(({ content }) => content);
  const counts = Object.fromEntries(
    REACTIONS.map((content): [string, number] => [content, contents.filter((other) => other === content).length]),
  );
  return {
    id,
    node_id: nodeId("IssueComment", id),
    url: `${api}/issues/comments/${id}`,
    html_url: `${htmlUrl(world, repository)}/pull/${issue}#issuecomment-${id}`,
    issue_url: `${api}/issues/${issue}`,
    user: presentUser(world, author),
    body: comment.body,
    created_at: timestamp(comment.createdAt),
    updated_at: timestamp(comment.updatedAt),
    author_association: associationOf(repository, author),
    performed_via_github_app: comment.viaApp === "app" ? presentApp(world) : null,
    reactions: {
      url: `${api}/issues/comments/${id}/reactions`,
      total_count: contents.length,
      ...counts,
    },
  };
}

export function presentReaction(world: World, { id, user, content, createdAt }: Reaction): JsonObject {
  return {
    id,
    node_id: nodeId("Reaction", id),
    user: presentUser(world, user),
    content,
    created_at: timestamp(createdAt),
  };
}
