import { afterEach, describe, expect, it } from "vitest";
import { createMetrics, startMetricsServer, type MetricsServer } from "../../../src/github/metrics.ts";

function samples(text: string, name: string): string[] {
  return text.split("\n").filter((line) => line.startsWith(name));
}

describe("createMetrics", () => {
  it("counts deliveries by event and outcome, and makes no series of names that nobody knows", async () => {
    const metrics = createMetrics();
    metrics.delivery("pull_request", "accepted");
    metrics.delivery("pull_request", "accepted");
    metrics.delivery("made_up", "ignored");
    metrics.delivery("made_up_too", "ignored");
    metrics.delivery(null, "unsigned");
    expect(samples(await metrics.text(), "netpol_deliveries_total")).toEqual([
      'netpol_deliveries_total{event="pull_request",outcome="accepted"} 2',
      'netpol_deliveries_total{event="other",outcome="ignored"} 2',
      'netpol_deliveries_total{event="none",outcome="unsigned"} 1',
    ]);
  });

  it("counts runs, superseded ones apart", async () => {
    const metrics = createMetrics();
    metrics.run("success", 0.3);
    metrics.run("superseded", 3);
    const text = await metrics.text();
    expect(samples(text, "netpol_run_seconds_count")).toEqual([
      'netpol_run_seconds_count{outcome="success"} 1',
      'netpol_run_seconds_count{outcome="superseded"} 1',
    ]);
    expect(samples(text, "netpol_runs_superseded_total")).toEqual(["netpol_runs_superseded_total 1"]);
  });

  it("counts API requests by class of status and cache look-ups by result", async () => {
    const metrics = createMetrics();
    metrics.apiRequest(7, 200, 4999);
    metrics.apiRequest(7, 304, 4999);
    metrics.apiRequest(7, 201, 4998);
    metrics.apiRequest(7, null, null);
    metrics.cache("documents", "hit");
    metrics.cache("documents", "miss");
    const text = await metrics.text();
    expect(samples(text, "netpol_api_requests_total")).toEqual([
      'netpol_api_requests_total{status="2xx"} 2',
      'netpol_api_requests_total{status="3xx"} 1',
      'netpol_api_requests_total{status="none"} 1',
    ]);
    expect(samples(text, "netpol_cache_requests_total")).toEqual([
      'netpol_cache_requests_total{cache="documents",result="hit"} 1',
      'netpol_cache_requests_total{cache="documents",result="miss"} 1',
    ]);
    expect(samples(text, "netpol_api_quota_remaining")).toEqual(['netpol_api_quota_remaining{installation="7"} 4998']);
  });

  it("keeps the quota of the 500 installations that were asked last", async () => {
    const metrics = createMetrics();
    for (let installation = 1; installation <= 500; installation++) metrics.apiRequest(installation, 200, 10);
    metrics.apiRequest(1, 200, 9);
    metrics.apiRequest(501, 200, 8);
    const quotas = samples(await metrics.text(), "netpol_api_quota_remaining");
    expect(quotas).toHaveLength(500);
    expect(quotas).toContain('netpol_api_quota_remaining{installation="1"} 9');
    expect(quotas).toContain('netpol_api_quota_remaining{installation="501"} 8');
    expect(quotas).not.toContain('netpol_api_quota_remaining{installation="2"} 10');
  });

  it("asks the queue when it is asked", async () => {
    const metrics = createMetrics();
    let waiting = 1;
    metrics.watchQueue(() => ({ waiting, running: 2, oldestSeconds: 1.5 }));
    waiting = 3;
    expect(samples(await metrics.text(), "netpol_queue")).toEqual([
      "netpol_queue_waiting 3",
      "netpol_queue_running 2",
      "netpol_queue_oldest_seconds 1.5",
    ]);
  });
});

it("tells what the process takes now, each time it is asked", async () => {
  const metrics = createMetrics();
  const valueOf = async (name: string): Promise<number> => {
    const [sample] = samples(await metrics.text(), name);
    return Number(sample?.split(" ")[1]);
  };
  const first = await valueOf("process_cpu_seconds_total");
  while (process.cpuUsage().user / 1e6 <= first);
  // Said anew, and not added to what was said before.
  const second = await valueOf("process_cpu_seconds_total");
  expect(second).toBeGreaterThan(first);
  expect(second).toBeLessThanOrEqual(process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6);
  expect(await valueOf("process_resident_memory_bytes")).toBeGreaterThan(1024 ** 2);
});

describe("startMetricsServer", () => {
  let server: MetricsServer | undefined;
  afterEach(() => server?.close());

  it("serves metrics and nothing else", async () => {
    const metrics = createMetrics();
    metrics.delivery("ping", "ignored");
    server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0 });
    const base = `http://127.0.0.1:${server.port}`;
    const answer = await fetch(`${base}/metrics`);
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(await answer.text()).toContain('netpol_deliveries_total{event="ping",outcome="ignored"} 1');
    expect((await fetch(`${base}/metrics`, { method: "POST", body: "x" })).status).toBe(405);
    expect((await fetch(`${base}/`)).status).toBe(404);
  });

  it("says where it cannot listen", async () => {
    server = await startMetricsServer(createMetrics(), { host: "127.0.0.1", port: 0 });
    await expect(startMetricsServer(createMetrics(), { host: "127.0.0.1", port: server.port })).rejects.toThrow(
      `cannot listen on \`127.0.0.1\`, port ${server.port}`,
    );
  });
});
