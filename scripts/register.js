// `npm run register`: registers the GitHub App from app.yml, by GitHub's manifest flow, and writes the settings of the
// server to standard output. Everything else it says goes to standard error. It writes no file.
// https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
/* global fetch */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { Probot } from "probot";
import { parse } from "yaml";

const USAGE = `usage: npm run --silent register -- --webhook-url https://<your host>/api/github/webhooks > netpol-bot.env
  --webhook-url   where GitHub will send webhooks
  --organization  the organization that will own the app; without it, you
  --port          of the page that is served on this machine meanwhile; any free one
GHE_HOST and GHE_PROTOCOL name a GitHub Enterprise Server.`;

/** What an Enterprise Server does not know. */
const CLOUD_ONLY = { permission: "merge_queues", event: "merge_group" };

const { webhookUrl, organization, port } = readOptions();
const enterpriseHost = process.env.GHE_HOST ?? "";
const web = enterpriseHost === "" ? "https://github.com" : `${process.env.GHE_PROTOCOL || "https"}://${enterpriseHost}`;
const api = enterpriseHost === "" ? "https://api.github.com" : `${web}/api/v3`;
const owner = organization === undefined ? "" : `/organizations/${encodeURIComponent(organization)}`;
const state = randomBytes(16).toString("hex");

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const say = (status, text) =>
    response
      .writeHead(status, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "referrer-policy": "no-referrer",
        connection: "close",
      })
      .end(`<!doctype html><html lang="en"><title>netpol-bot</title>${text}</html>`);
  if (request.method !== "GET") return say(405, "<p>This page can only be read.</p>");
  if (pathname === "/") return say(200, form());
  if (pathname !== "/created") return say(404, "<p>There is nothing here.</p>");
  // Anybody could lead a browser here: only who was sent by us knows the state.
  if (searchParams.get("state") !== state) return say(400, "<p>This is not the answer to the form of this page.</p>");
  exchange(searchParams.get("code") ?? "").then(
    () => {
      say(200, "<p>Registered. The settings are where you started this; this page may be closed.</p>");
      server.close();
    },
    (error) => {
      console.error(`register: GitHub did not give the settings: ${error.message}`);
      say(502, "<p>GitHub did not give the settings; the reason is where you started this.</p>");
    },
  );
});
server.once("error", (error) => {
  const remedy = "choose another --port, or leave it out for any free one";
  console.error(`register: the page cannot be served on port ${port} (${error.code}): ${remedy}`);
  process.exit(2);
});
server.listen(port, "127.0.0.1", () =>
  console.error(`Open http://localhost:${server.address().port}/ in your browser.`),
);

function readOptions() {
  try {
    const string = { type: "string" };
    const { values } = parseArgs({ options: { "webhook-url": string, organization: string, port: string } });
    return {
      webhookUrl: readWebhookUrl(values["webhook-url"]),
      organization: values.organization,
      port: readPort(values.port ?? "0"),
    };
  } catch (error) {
    console.error(`register: ${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

function readWebhookUrl(words) {
  if (words === undefined) throw new Error("--webhook-url is missing: say where GitHub will send webhooks");
  const url = URL.canParse(words) ? new URL(words) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new Error(`--webhook-url ${JSON.stringify(words)} is no web address: it starts with https://`);
  }
  return url.href;
}

function readPort(words) {
  const port = Number(words);
  if (/^\d{1,5}$/.test(words) && port < 65_536) return port;
  throw new Error(`--port ${JSON.stringify(words)} is no port: a number from 1 to 65535, or 0 for any free one`);
}

/** The app as app.yml describes it, with the addresses that only the one who registers it knows. */
function manifest() {
  const app = parse(readFileSync(new URL("../app.yml", import.meta.url), "utf8"));
  if (enterpriseHost !== "") {
    delete app.default_permissions[CLOUD_ONLY.permission];
    app.default_events = app.default_events.filter((event) => event !== CLOUD_ONLY.event);
  }
  return {
    ...app,
    hook_attributes: { url: webhookUrl, active: true },
    redirect_url: `http://localhost:${server.address().port}/created`,
  };
}

function form() {
  const value = JSON.stringify(manifest()).replace(/[&"<>]/g, (character) => `&#${character.codePointAt(0)};`);
  return `<form method="post" action="${web}${owner}/settings/apps/new?state=${state}">
  <input type="hidden" name="manifest" value="${value}">
  <p>GitHub will show what the app is called, and ask you to confirm. Names are taken once: change it there if need be.</p>
  <button>Register netpol-bot</button>
</form>`;
}

/** The code that GitHub sends can be used once, for an hour. */
async function exchange(code) {
  const address = `${api}/app-manifests/${encodeURIComponent(code)}/conversions`;
  const response = await fetch(address, { method: "POST", headers: { accept: "application/vnd.github+json" } });
  if (response.status !== 201) throw new Error(`status ${response.status}`);
  const { id, pem, webhook_secret: secret, html_url: page } = await response.json();
  const lines = { APP_ID: id, WEBHOOK_SECRET: secret, PRIVATE_KEY: Buffer.from(pem).toString("base64") };
  if (enterpriseHost !== "") Object.assign(lines, { GHE_HOST: enterpriseHost });
  if (process.env.GHE_PROTOCOL) Object.assign(lines, { GHE_PROTOCOL: process.env.GHE_PROTOCOL });
  for (const [name, text] of Object.entries(lines)) console.log(`${name}=${text}`);
  await sendJson(id, pem).catch((error) => {
    console.error(
      `register: set the content type of the app's webhook to application/json yourself (${error.message})`,
    );
  });
  console.error(`Registered. Install it on repositories: ${page}/installations/new`);
}

/** The server takes no forms. */
async function sendJson(appId, privateKey) {
  const app = await new Probot({ appId, privateKey, baseUrl: api, logLevel: "fatal" }).auth();
  await app.request("PATCH /app/hook/config", { content_type: "json" });
}
