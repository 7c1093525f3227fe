/** People who had to do with a repository before, as GitHub says at their comments. */
export const KNOWN_ASSOCIATIONS: ReadonlySet<string> = new Set(["OWNER", "MEMBER", "COLLABORATOR", "CONTRIBUTOR"]);
