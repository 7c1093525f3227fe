import type { Repository } from "../world.ts";

/** The commit that a branch, tag, reference or (short) object id names, or `null`. */
export function resolveCommit(repository: Repository, name: string): string | null {
  const { references, store } = repository;
  for (const prefix of ["", "refs/", "refs/heads/", "refs/tags/"]) {
    const sha = references.get(prefix + name);
    if (sha !== undefined) return sha;
  }
  if (store.commits.has(name)) return name;
  if (!/^[0-9a-f]{7,39}$/.test(name)) return null;
  for (const sha of store.commits.keys()) if (sha.startsWith(name)) return sha;
  return null;
}
