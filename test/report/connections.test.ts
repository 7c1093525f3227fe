import { expect, test } from "vitest";
import { connectionsText, endpointText } from "../../src/report/index.ts";
import { ANY_PORT, external, internet, pods, podsElsewhere, ports, tcp, workload } from "./support.ts";

test.each([
  { connections: tcp(80), words: "TCP 80" },
  {
    connections: ports({
      TCP: [
        [80, 80],
        [443, 443],
        [8000, 8080],
      ],
      UDP: [[53, 53]],
    }),
    words: "TCP 80, 443, 8000-8080; UDP 53",
  },
  { connections: ANY_PORT, words: "any port" },
  { connections: ports({ TCP: [[1, 65535]] }), words: "all TCP ports" },
  { connections: ports({ TCP: [[1, 65535]], UDP: [[1, 65535]] }), words: "all TCP ports; all UDP ports" },
  {
    connections: ports({
      TCP: [
        [1, 79],
        [81, 65535],
      ],
      UDP: [[1, 65535]],
      SCTP: [[1, 65535]],
    }),
    words: "any port except TCP 80",
  },
  {
    connections: ports({
      TCP: [
        [1, 79],
        [81, 65535],
      ],
    }),
    words: "all TCP ports except 80",
  },
  {
    connections: ports({ TCP: [[8080, 8080]], UDP: [[53, 53]], SCTP: [[9000, 9005]] }),
    words: "TCP 8080; UDP 53; SCTP 9000-9005",
  },
  { connections: ports({}, "pg"), words: "TCP `pg` (by name)" },
  { connections: ports({ TCP: [[80, 80]] }, "pg"), words: "TCP 80, `pg` (by name)" },
  { connections: ports({}), words: "no port" },
])("$words", ({ connections, words }) => {
  expect(connectionsText(connections)).toBe(words);
});

test("many ranges are counted", () => {
  const odd = Array.from({ length: 20 }, (_, index) => 2 * index + 1);
  expect(connectionsText(tcp(...odd))).toBe("TCP 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 8 more ranges");
});

test.each([
  { endpoint: workload("shop/Deployment/web"), words: "shop/Deployment/web" },
  { endpoint: podsElsewhere(["team=x"], "role=api"), words: "any pod with role=api in namespaces with team=x" },
  { endpoint: podsElsewhere([], "role=api", "tier=b"), words: "any pod with role=api and tier=b in another namespace" },
  { endpoint: pods("shop"), words: "any other pod in namespace shop" },
  { endpoint: internet("0.0.0.0/0"), words: "internet (0.0.0.0/0)" },
  { endpoint: internet("0.0.0.0/0", "::/0"), words: "internet (0.0.0.0/0, ::/0)" },
  { endpoint: external("10.0.0.0/9", "10.128.0.0/9"), words: "10.0.0.0/8" },
  { endpoint: external("2001:db8::/32", "192.0.2.1/32"), words: "192.0.2.1/32, 2001:db8::/32" },
  { endpoint: external("::ffff:0:0/96", "8000::/1", "::1/128"), words: "::1/128, ::ffff:0:0/96, 8000::/1" },
  {
    endpoint: external("10.0.0.0/32", "10.0.0.2/32", "10.0.0.4/32", "10.0.0.6/32", "10.0.0.8/32"),
    words: "10.0.0.0/32, 10.0.0.2/32, 10.0.0.4/32 and 2 more CIDRs",
  },
])("$words", ({ endpoint, words }) => {
  expect(endpointText(endpoint)).toBe(words);
});
