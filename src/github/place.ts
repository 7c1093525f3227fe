import * as v from "valibot";
import type { RepositoryName } from "./client.ts";

/** Where something happened: everything the app does is about one repository, with the token of one installation. */
export interface Place {
  readonly installation: number;
  readonly repository: RepositoryName & { readonly id: number; readonly isPrivate: boolean };
}

/** Numbers that GitHub counts and identifies things with. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** What every payload of an installed app says of its place. Source: GitHub, "Webhook events and payloads". */
export const placed = {
  installation: v.object({ id: count }),
  repository: v.object({
    id: count,
    name: v.string(),
    private: v.boolean(),
    owner: v.object({ login: v.string() }),
  }),
};

export type Placed = v.InferOutput<v.ObjectSchema<typeof placed, undefined>>;

export function placeOf({ installation, repository }: Placed): Place {
  const { id, name, owner, private: isPrivate } = repository;
  return { installation: installation.id, repository: { id, owner: owner.login, repo: name, isPrivate } };
}
