import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { createTokenClient } from "../../../src/github/standalone/token-client.ts";
import { classifyError } from "../../../src/github/repository/errors.ts";

async function serving(listener: RequestListener, play: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await play(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

it("sends the token, and who asks", () =>
  serving(
    ({ headers }, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ login: `${headers.authorization ?? ""} ${headers["user-agent"] ?? ""}` }));
    },
    async (url) => {
      const { data } = await createTokenClient(url, "secret").request("GET /user");
      expect(data.login).toMatch(/^token secret netpol-review\b/);
    },
  ));

it("does not wait for ever for an answer to begin", () =>
  serving(
    () => undefined,
    async (url) => {
      const error: unknown = await createTokenClient(url, "secret", 0.05)
        .request("GET /user")
        .catch((thrown: unknown) => thrown);
      expect(classifyError(error, 0)).toEqual({ kind: "transient" });
      expect(String(error)).toContain("no answer within 0.05 seconds");
    },
  ));
