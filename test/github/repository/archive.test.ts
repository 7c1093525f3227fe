import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GitHubClient } from "../../../src/github/client.ts";
import { abortable } from "../../../src/github/repository/abortable.ts";
import { defaultArchiveLimits, readArchive, type ArchiveLimits } from "../../../src/github/repository/archive.ts";
import { classifyError } from "../../../src/github/repository/errors.ts";
import { API, blobId, createClient, createProbotClient, repository, tarball, tarballOf } from "./support.ts";

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

/** Reads the archive with the given texts as the wanted files. */
async function read(
  wanted: Readonly<Record<string, string>>,
  limits: Partial<ArchiveLimits> = {},
  client: GitHubClient = createClient(),
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const ids = new Map(Object.entries(wanted).map(([path, text]) => [blobId(text), path]));
  const entryAt = (path: string) => {
    const text = wanted[path];
    return text === undefined
      ? undefined
      : { path, type: "file" as const, id: blobId(text), size: Buffer.byteLength(text) };
  };
  const onFound = (id: string, bytes: Uint8Array): void => {
    found[ids.get(id) ?? "?"] = Buffer.from(bytes).toString();
  };
  await readArchive(client, repository, "c1", { entryAt, onFound }, { ...defaultArchiveLimits, ...limits });
  return found;
}

function serve(archive: Buffer): void {
  nock(API).get("/repos/acme/shop/tarball/c1").reply(200, archive, { "content-type": "application/x-gzip" });
}

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe("readArchive", () => {
  it("finds files of any name and length", async () => {
    const files = {
      "a.yaml": "a",
      "empty.yaml": "",
      "größe/ключ\n%2e.yaml": "odd",
      [`${"deep/".repeat(60)}x.yaml`]: "far",
      "long.yaml": "0123456789\n".repeat(50_000),
    };
    serve(await tarball(files));
    expect(await read(files)).toEqual(files);
  });

  it("hands over nothing under a path that leads elsewhere", async () => {
    const names = ["../../etc/x.yaml", "/etc/x.yaml", "root/../x.yaml", "root/./x.yaml", "root//x.yaml", "x.yaml"];
    serve(await tarballOf(names.map((name) => ({ name, body: "evil" }))));
    expect(await read({ "other.yaml": "evil" })).toEqual({});
    serve(await tarballOf([{ name: "root/x.yaml\0.txt", body: "evil" }]));
    expect(await read({ "x.yaml\0.txt": "evil" })).toEqual({});
  });

  it("hands over nothing but the bytes that the tree names", async () => {
    serve(
      await tarballOf([
        { name: "root/a.yaml", body: "other" },
        { name: "root/b.yaml", linkname: "/etc/passwd" },
        { name: "root/c.yaml", body: "right, and longer" },
        { name: "root/d.yaml", body: "fine" },
      ]),
    );
    expect(await read({ "a.yaml": "right", "b.yaml": "b", "c.yaml": "right", "d.yaml": "fine" })).toEqual({
      "d.yaml": "fine",
    });
  });

  it.each([
    ["compressed bytes", { compressedBytes: 100 }],
    ["inflated bytes", { inflatedBytes: 1000 }],
    ["entries", { entries: 2 }],
  ])("ends at a limit on %s, without an error", async (_name, limits) => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}.yaml`, `text ${index}`]));
    serve(await tarball(files));
    expect(Object.keys(await read(files, limits)).length).toBeLessThan(50);
  });

  it("ends where a few bytes become very many", async () => {
    const bomb = "0".repeat(64 * 1024 * 1024);
    serve(await tarball({ "a.yaml": "a", "bomb.bin": bomb, "z.yaml": "z" }));
    expect(await read({ "a.yaml": "a", "z.yaml": "z" })).toEqual({ "a.yaml": "a" });
  });

  it("takes an archive that ends early, or is none, for a transient failure", async () => {
    const whole = await tarball({ "a.yaml": "a", "b.yaml": "x".repeat(5000) });
    const inflatedShort = gzipSync(Buffer.from("no tar at all, but long enough for a header".repeat(20)));
    for (const archive of [whole.subarray(0, whole.length - 20), Buffer.from("<html>"), inflatedShort]) {
      serve(archive);
      const error = await failure(read({ "a.yaml": "a" }));
      expect(classifyError(error, 0)).toEqual({ kind: "transient" });
    }
  });

  it("says nothing of the address that the archive came from", async () => {
    const location = "https://codeload.github.com/acme/shop/legacy.tar.gz/c1?token=TOPSECRET";
    nock(API).get("/repos/acme/shop/tarball/c1").reply(302, "", { location });
    nock("https://codeload.github.com")
      .get(/legacy/)
      .reply(404, "gone");
    const error = await failure(read({}));
    expect(classifyError(error, 0)).toEqual({ kind: "transient" });
    expect(inspect(error, { depth: 10 })).not.toContain("TOPSECRET");
  });
});

describe("readArchive over HTTP", () => {
  const servers: Server[] = [];

  beforeEach(() => {
    nock.enableNetConnect();
    nock.restore();
  });

  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    nock.activate();
  });

  async function listen(server: Server): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it("follows the redirect without the token of the installation", async () => {
    const archive = await tarball({ "a.yaml": "a" });
    const seen: (string | undefined)[] = [];
    const codeload = await listen(
      createServer((request, response) => {
        seen.push(request.headers.authorization);
        response.end(archive);
      }),
    );
    const api = await listen(
      createServer((request, response) => {
        seen.push(request.headers.authorization);
        response.writeHead(302, { location: `${codeload}/archive?token=x` }).end();
      }),
    );
    for (const client of [createClient(api), createProbotClient(api)]) {
      expect(await read({ "a.yaml": "a" }, {}, client)).toEqual({ "a.yaml": "a" });
      expect(seen.splice(0)).toEqual(["token secret", undefined]);
    }
  });

  it("fails when the connection is cut, and ends at the deadline when nothing more comes", async () => {
    const archive = await tarball({ "a.yaml": "a", "b.yaml": "x".repeat(5000) });
    const cut = await listen(
      createServer((_request, response) => {
        response.writeHead(200, { "content-length": archive.length });
        response.write(archive.subarray(0, 20), () => response.destroy());
      }),
    );
    const error = await failure(read({ "a.yaml": "a" }, {}, createClient(cut)));
    expect(classifyError(error, 0)).toEqual({ kind: "transient" });
    const slow = await listen(
      createServer((_request, response) => {
        response.write(archive.subarray(0, 20));
      }),
    );
    expect(await read({ "a.yaml": "a" }, { seconds: 0.2 }, createClient(slow))).toEqual({});
  });

  it("ends when the signal of the job is aborted", async () => {
    const controller = new AbortController();
    const endless = await listen(
      createServer((_request, response) => {
        response.write(gzipSync("").subarray(0, 10), () => {
          controller.abort();
        });
      }),
    );
    const client = abortable(createClient(endless), controller.signal);
    const error = await failure(read({ "a.yaml": "a" }, {}, client));
    expect(classifyError(error, 0)).toEqual({ kind: "aborted" });
  });
});
