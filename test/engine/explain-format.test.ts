import { expect, it } from "vitest";
import { formatIpBlock, formatPolicyPort, formatSelector } from "../../src/engine/format.ts";
import { block, rule, selector } from "../support/cluster.ts";

it("writes a selector as kubectl -l reads it", () => {
  const text = formatSelector(selector("app=web", "!legacy", "tier in a b", "env notin dev", "team", "canary="));
  expect(text).toBe("app=web,!legacy,tier in (a,b),env notin (dev),team,canary=");
});

it("calls the empty selector everything", () => {
  expect(formatSelector(selector())).toBe("everything");
});

it("writes an ipBlock with its exceptions", () => {
  expect(formatIpBlock(block("10.0.0.0/8"))).toBe("10.0.0.0/8");
  expect(formatIpBlock(block("fd00::/16", "fd00:1::/32", "fd00:2::/32"))).toBe(
    "fd00::/16 except fd00:1::/32, fd00:2::/32",
  );
});

it("writes a policy port", () => {
  const { ports } = rule({ ports: ["TCP 443", "TCP 8000-8080", "UDP", "SCTP dns"] });
  expect(ports?.map(formatPolicyPort)).toEqual(["TCP 443", "TCP 8000-8080", "UDP", "SCTP dns"]);
});
