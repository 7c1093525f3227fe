import { STATUS_CODES, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";

/** What a client hears: never more than the name of its status. */
export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
}

/**
 * Answers at once, also while the client is still sending. In that case the connection is closed, but not before the
 * client had `lingerMilliseconds` to stop: one that is cut while it sends may never see the answer.
 */
export function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers }: Answer,
  lingerMilliseconds: number,
): void {
  if (response.headersSent || response.destroyed) return;
  const text = `${STATUS_CODES[status] ?? "Unknown"}\n`;
  const common = {
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    ...headers,
  };
  if (request.complete || !hasBody(request)) {
    // Of an answer to HEAD, Node leaves the body out.
    response.writeHead(status, common).end(text);
    return;
  }
  response.writeHead(status, { ...common, connection: "close" }).write(text);
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, lingerMilliseconds);
  request.once("end", end).once("close", end);
  request.resume();
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}
