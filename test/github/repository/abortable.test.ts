import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { abortable } from "../../../src/github/repository/abortable.ts";
import { createClient } from "./support.ts";

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** A server that answers when it is told to, and a client whose signal is aborted as soon as a request has arrived. */
async function abortedOnArrival() {
  const controller = new AbortController();
  const methods: string[] = [];
  let answer = (): void => undefined;
  const server = createServer((request, response) => {
    methods.push(request.method ?? "");
    request.resume().on("end", () => {
      answer = () => void response.writeHead(201, { "content-type": "application/json" }).end('{"id":5}');
      controller.abort();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => server.close().closeAllConnections());
  const client = abortable(
    createClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    controller.signal,
  );
  const aborted = new Promise<void>((resolve) => controller.signal.addEventListener("abort", () => resolve()));
  return { client, methods, aborted, answer: () => answer() };
}

const name = { owner: "acme", repo: "shop" };

it("ends a question when the signal is aborted", async () => {
  const { client } = await abortedOnArrival();
  await expect(client.request("GET /repos/{owner}/{repo}", name)).rejects.toMatchObject({ name: "AbortError" });
});

it("waits for the answer to a write, which may take effect all the same, and sends no other one", async () => {
  const { client, methods, aborted, answer } = await abortedOnArrival();
  const comment = { ...name, issue_number: 1, body: "words" };
  const write = client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", comment);
  await aborted;
  answer();
  expect((await write).data).toEqual({ id: 5 });
  await expect(
    client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", comment),
  ).rejects.toMatchObject({ name: "AbortError" });
  expect(methods).toEqual(["POST"]);
});
