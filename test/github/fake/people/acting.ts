import { type Repository, type User, userOf, type Webhook, type World } from "../world.ts";

/** Something that people did, and what GitHub sends about it. */
export interface Happening {
  readonly webhooks: readonly Webhook[];
}

/** Whoever acts; the repository's owner where nobody is named. */
export function actorOf(world: World, { owner }: Repository, login: string | undefined): User {
  return userOf(world, login ?? owner.login);
}

export function found<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new Error(`there is no ${what}`);
  return value;
}
