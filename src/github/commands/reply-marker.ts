/** The first line of a reply names the comment that it answers; within an HTML comment. */
export function replyMarker(comment: number): string {
  return `netpol:reply id=${comment}`;
}

/** The comment that a body of ours answers; `null` when it is no reply. */
export function repliedTo(body: string): number | null {
  const [, id] = /^<!-- netpol:reply id=(\d{1,15}) -->\r?\n/.exec(body) ?? [];
  return id === undefined ? null : Number(id);
}
