import { editBody } from "../routes/comments.ts";
import { commentWebhooks } from "../webhooks.ts";
import type { Comment, Repository, World } from "../world.ts";
import { actorOf, found, type Happening } from "./acting.ts";

/** What people write on pull requests. */
export interface Conversation {
  comment(number: number, body: string, by?: string): Happening & { readonly id: number };
  editComment(id: number, body: string, by?: string): Happening;
  deleteComment(id: number, by?: string): Happening;
  comments(number: number): readonly Comment[];
}

export function conversationOf(world: World, repository: Repository): Conversation {
  const comment = (id: number): Comment => found(repository.comments.get(id), `comment ${id}`);
  return {
    comment(number, body, by) {
      found(repository.pullRequests.get(number), `pull request ${number}`);
      const now = world.now();
      const made: Comment = {
        id: world.nextId(),
        issue: number,
        author: actorOf(world, repository, by),
        viaApp: "person",
        createdAt: now,
        history: [],
        reactions: new Map(),
        body,
        updatedAt: now,
      };
      repository.comments.set(made.id, made);
      return { id: made.id, webhooks: commentWebhooks(world, repository, made, "created", made.author) };
    },
    editComment(id, body, by) {
      const edited = comment(id);
      const changes = { body: { from: edited.body } };
      editBody(world, edited, body);
      // People take longer than the second that GitHub counts in.
      edited.updatedAt = Math.max(edited.updatedAt, edited.createdAt + 1000);
      const editor = actorOf(world, repository, by);
      return { webhooks: commentWebhooks(world, repository, edited, "edited", editor, { changes }) };
    },
    deleteComment(id, by) {
      const deleted = comment(id);
      repository.comments.delete(id);
      return { webhooks: commentWebhooks(world, repository, deleted, "deleted", actorOf(world, repository, by)) };
    },
    comments: (number) => [...repository.comments.values()].filter(({ issue }) => issue === number),
  };
}
