import type { Server } from "node:http";
import type { Address } from "../settings.ts";

/**
 * Starts to listen, and gives the port.
 *
 * @throws Error when the address is taken, unknown or not allowed; the message names it
 */
export async function listen(server: Server, { host, port }: Address): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: Error): void => reject(new Error(`cannot listen on \`${host}\`, port ${port}`, { cause }));
    server.once("error", fail);
    server.listen({ host, port }, () => {
      server.off("error", fail);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

/** Stops: connections at rest are closed at once, those at work within `milliseconds`. */
export async function stop(server: Server, milliseconds: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), milliseconds);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
  });
}
