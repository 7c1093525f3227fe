import { expect, test } from "vitest";
import { deployment, policy, tell } from "./support.ts";

const SHOP = "---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n";
const ALL = SHOP + deployment("shop", "web", { app: "web" }) + deployment("shop", "db", { app: "db" });
const DENY = policy("shop", "deny", "  podSelector: {}");
const [BASE, HEAD] = [ALL + DENY, ALL];

async function left(waivers: string, more = ""): Promise<readonly string[]> {
  const told = await tell(BASE, HEAD, null, `${more}waivers:\n${waivers}`);
  const ids = (indices: readonly number[]): string =>
    indices.map((index) => told.endpoints[index]?.id ?? "?").join(" ");
  const wanted = told.regressions.filter(({ rule }) => rule === "isolation-lost" || rule === "exposed-to-internet");
  return [
    ...wanted.map(({ level, rule, endpoints, flows }) =>
      [level, rule, ids(endpoints), ...flows.map(({ flow }) => `<- ${ids(flow.from)}`)].join(" "),
    ),
    ...told.waivers,
  ];
}

const OUTSIDE = "<- external:0.0.0.0/0 external:::/0";
const DB_AND_WEB = "shop/Deployment/db shop/Deployment/web";

test("a waiver takes away what it covers, and no more", async () => {
  expect(await left("- { rule: cut-off, reason: none }")).toEqual([
    `failure exposed-to-internet ${DB_AND_WEB} ${OUTSIDE}`,
    `failure isolation-lost ${DB_AND_WEB}`,
  ]);
  expect(await left("- { rule: exposed-to-internet, to: shop/db, reason: a shop is open }")).toEqual([
    `failure exposed-to-internet shop/Deployment/web ${OUTSIDE}`,
    `failure isolation-lost ${DB_AND_WEB}`,
    "applied 1 2",
  ]);
  expect(
    await left('- { rule: exposed-to-internet, from: "0.0.0.0/0", to: [shop/db, shop/web], reason: only IPv4 }'),
  ).toEqual([
    `failure exposed-to-internet ${DB_AND_WEB} <- external:::/0`,
    `failure isolation-lost ${DB_AND_WEB}`,
    "applied 1 2",
  ]);
  expect(
    await left('- { rule: isolation-lost, to: "shop/*", reason: x }\n- { rule: exposed-to-internet, reason: y }'),
  ).toEqual(["applied 1 2", "applied 1 3"]);
});

test("a waiver counts through its last day, and is told when it has expired", async () => {
  const until = (day: string): string => `- { rule: isolation-lost, reason: x, until: ${day} }`;
  const exposed = `failure exposed-to-internet ${DB_AND_WEB} ${OUTSIDE}`;
  expect(await left(until("2026-06-15"))).toEqual([exposed, "applied 1 2"]);
  expect(await left(until("2026-06-14"))).toEqual([exposed, `failure isolation-lost ${DB_AND_WEB}`, "expired 0 2"]);
});

test("a waiver whose words mean nothing is told, with what could be meant", async () => {
  const unmatched = async (base: string, head: string, waiver: string): Promise<readonly string[]> => {
    const told = await tell(base, head, null, `waivers:\n- { rule: isolation-lost, reason: x, ${waiver} }`);
    return told.unmatched;
  };
  expect(await unmatched(BASE, HEAD, "from: 'shpo/*', to: [shop/db, shop/dmp]")).toEqual([
    "from: shpo/*: neither the manifests nor the configuration name a namespace `shpo`: did you mean `shop/*`?",
    "to: shop/dmp: the manifests hold no workload `shop/dmp`: did you mean `shop/Deployment/db`, `shop/Deployment/web`?",
  ]);
  expect(
    (await tell(BASE, HEAD, null, "waivers: [{ rule: isolation-lost, to: shop/dmp, reason: x }]")).waivers,
  ).toEqual(["meaningless 0 1"]);
  expect(await unmatched(BASE, SHOP + deployment("shop", "db", { app: "db" }), "to: shop/web")).toEqual([]);
  expect(await unmatched(BASE, HEAD, "to: shop/web, until: 2026-06-14, from: shop/dmp")).toEqual([]);
});

test("assertions can be waived by their name", async () => {
  const assertion = (waivers: string): Promise<readonly string[]> =>
    tell(
      BASE,
      HEAD,
      "assertion",
      `assertions: [{ name: a, deny: { from: internet, to: shop/db } }]\nwaivers: ${waivers}`,
    ).then(({ lines, waivers: used }) => [...lines.map((line) => line.split(" ", 2).join(" ")), ...used]);
  expect(await assertion("[]")).toEqual(["failure assertion"]);
  expect(await assertion("[{ rule: assertion, assertion: a, reason: x }]")).toEqual(["applied 1 2"]);
});

test("in advisory mode nothing fails", async () => {
  const lines = await left("- { rule: cut-off, reason: none }", "mode: advisory\n");
  expect(lines).toEqual([
    `warning exposed-to-internet ${DB_AND_WEB} ${OUTSIDE}`,
    `warning isolation-lost ${DB_AND_WEB}`,
  ]);
});
