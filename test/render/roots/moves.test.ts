import { describe, expect, it } from "vitest";
import { CHART, deployment, lineOf, names, plan, policy, remarks } from "./repository.ts";

const PLAIN = { "k8s/web.yaml": deployment("web"), "k8s/deny.yaml": policy("deny"), "infra/dns.yaml": policy("dns") };

describe("what becomes a kustomization", () => {
  const kustomized = { ...PLAIN, "k8s/kustomization.yaml": "resources: [web.yaml]\n" };

  it("takes its files from the plain root of the head, not of the base", () => {
    const { base, head, diagnostics } = plan(PLAIN, kustomized);
    expect(base.map(lineOf)).toEqual([". plain <- infra/dns.yaml k8s/deny.yaml k8s/web.yaml"]);
    expect(head.map(lineOf)).toEqual([
      ". plain <- infra/dns.yaml",
      "k8s kustomization <- k8s/kustomization.yaml k8s/web.yaml",
    ]);
    expect(remarks(diagnostics.head)).toEqual([
      "k8s/deny.yaml warning root-split",
      "k8s/deny.yaml warning in-no-kustomization",
    ]);
  });

  it("and the other way round", () => {
    const { base, head } = plan(kustomized, PLAIN);
    expect(names(base)).toEqual([".", "k8s"]);
    expect(head.map(lineOf)).toEqual([". plain <- infra/dns.yaml", "k8s plain <- k8s/deny.yaml k8s/web.yaml"]);
  });

  it("also where it takes files from elsewhere, for each of several overlays", () => {
    const overlays = {
      ...PLAIN,
      "o/dev/kustomization.yaml": "resources: [../../k8s/web.yaml]\n",
      "o/prod/kustomization.yaml": "resources: [../../k8s/web.yaml]\n",
      "o/other/kustomization.yaml": "resources: []\n",
    };
    expect(plan(PLAIN, overlays).base.map(lineOf)).toEqual([". plain <- infra/dns.yaml k8s/deny.yaml k8s/web.yaml"]);
    expect(names(plan(PLAIN, overlays).head)).toEqual([".", "o/dev", "o/other", "o/prod"]);
  });

  it("without a word where nothing is left beside it", () => {
    const all = { "k8s/web.yaml": deployment("web") };
    const { base, diagnostics } = plan(all, { ...all, "k8s/kustomization.yaml": "resources: [web.yaml]\n" });
    expect(base.map(lineOf)).toEqual([". plain <- k8s/web.yaml"]);
    expect(diagnostics.head).toEqual([]);
  });
});

it("what becomes a chart is a root of the head alone", () => {
  const chart = {
    "k8s/Chart.yaml": CHART,
    "k8s/templates/web.yaml": deployment("web"),
    "infra/dns.yaml": policy("dns"),
  };
  const { base, head } = plan(PLAIN, chart);
  expect(base.map(lineOf)).toEqual([". plain <- infra/dns.yaml k8s/deny.yaml k8s/web.yaml"]);
  expect(names(head)).toEqual([".", "k8s"]);
});
