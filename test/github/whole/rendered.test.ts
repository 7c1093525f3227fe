/** Pull requests of a repository of overlays and a chart: what the cluster gets is reviewed, with the lines that people changed. */
import { describe, expect, it } from "vitest";
import { edited, platform, platformChange } from "../../support/platform.ts";
import { readPublished } from "./published.ts";
import { setStage } from "./stage.ts";

const stage = setStage();

describe("a repository of several roots", () => {
  it.concurrent("is reviewed root by root, with links to the lines of kustomizations and values", async () => {
    const scene = stage.scene({ files: platform });
    const { propose, judged, said, repository } = scene;
    const number = await propose(platformChange);
    expect(await judged()).toMatchObject({ conclusion: "failure" });
    const comment = await said(number);
    readPublished(scene, comment);
    for (const place of [
      "charts/metrics/values.yaml#L2",
      "overlays/prod/kustomization.yaml#L13",
      "cluster/namespaces.yaml#L13",
    ]) {
      expect(comment).toContain(`${repository.url}/blob/`);
      expect(comment).toContain(place);
    }
    expect(comment).toContain("`charts/metrics` and `charts/metrics:values-prod.yaml`");
  });

  it.concurrent("answers a question in the root that holds the ends", async () => {
    const { propose, judged, send, repository, github } = stage.scene({ files: platform });
    const number = await propose(platformChange);
    await judged();
    await send(repository.comment(number, "/netpol explain shop-dev/web -> shop-dev/db:5432"));
    await github.until(() => repository.comments(number).length === 3, 100_000);
    expect(repository.comments(number)[2]?.body).toContain("base/db.yaml");
  });

  it.concurrent("passes, and names the root, where nothing that matters changes", async () => {
    const { propose, judged } = stage.scene({ files: platform });
    await propose(edited("charts/metrics/values.yaml", "replicas: 1", "replicas: 2"));
    const run = await judged();
    expect(run).toMatchObject({ conclusion: "success" });
    expect(run.output.summary).toContain("`charts/metrics`");
  });

  it.concurrent("fails where the change breaks a root, and reviews the next pull request", async () => {
    const { propose, judged } = stage.scene({ files: platform });
    await propose(edited("charts/metrics/templates/prometheus.yaml", "{{ .Values.port }}", '{{ fail "no" }}'));
    const run = await judged();
    expect(run).toMatchObject({ conclusion: "failure" });
    expect(run.output.summary).toContain("cannot be rendered");
    await propose(edited("cluster/namespaces.yaml", "research", "observability"), { branch: "other" });
    expect(await judged(2)).toMatchObject({ conclusion: "neutral" });
  });
});
