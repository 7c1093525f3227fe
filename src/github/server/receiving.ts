import type { IncomingMessage } from "node:http";

/** How a body ended: whole, longer than allowed, dropped to make room for smaller ones, or cut off by its sender. */
export type Received = Buffer | "too-large" | "no-room" | "cut-off";

/** Reads a body to its end, or to a limit. Calls `begin` first, unless its announced length is too large already. */
export type Receiver = (request: IncomingMessage, begin: () => void) => Promise<Received>;

export interface ReceiverLimits {
  /** Of one body. */
  readonly bodyBytes: number;
  /** Of all bodies that are being received. */
  readonly totalBytes: number;
}

interface Body {
  buffer: Buffer;
  readonly drop: () => void;
}

/**
 * Counts the memory of all bodies together. Where that is too much, the largest body goes: deliveries are small nearly
 * always, so whoever fills the memory with large ones does not keep them out.
 */
export function createReceiver({ bodyBytes, totalBytes }: ReceiverLimits): Receiver {
  const bodies = new Set<Body>();
  let total = 0;

  const makeRoom = (): void => {
    while (total > totalBytes) {
      const largest = [...bodies].reduce((most, body) => (body.buffer.length > most.buffer.length ? body : most));
      largest.drop();
    }
  };

  const receive = (request: IncomingMessage, resolve: (received: Received) => void): void => {
    let length = 0;
    const finish = (received: Received): void => {
      if (!bodies.delete(body)) return;
      total -= body.buffer.length;
      request.off("data", onData);
      resolve(received);
    };
    const body: Body = { buffer: Buffer.alloc(0), drop: () => finish("no-room") };
    // Pieces are copied into one buffer: a list of them would cost far more than their bytes if they are tiny.
    const onData = (chunk: Buffer): void => {
      const needed = length + chunk.length;
      if (needed > bodyBytes) {
        finish("too-large");
        return;
      }
      if (needed > body.buffer.length) {
        const grown = Buffer.alloc(Math.min(bodyBytes, Math.max(needed, 2 * body.buffer.length)));
        body.buffer.copy(grown, 0, 0, length);
        total += grown.length - body.buffer.length;
        body.buffer = grown;
      }
      chunk.copy(body.buffer, length);
      length = needed;
      makeRoom();
    };
    bodies.add(body);
    request.on("data", onData);
    request.once("end", () => finish(body.buffer.subarray(0, length)));
    request.once("close", () => finish("cut-off"));
    // A close follows.
    request.once("error", () => undefined);
  };

  return (request, begin) => {
    if (Number(request.headers["content-length"] ?? 0) > bodyBytes) return Promise.resolve("too-large");
    begin();
    return new Promise((resolve) => receive(request, resolve));
  };
}
