import { startApp } from "./app.ts";
import { describeError } from "./error-text.ts";
import { createLog } from "./logging.ts";
import { createMetrics, startMetricsServer } from "./metrics.ts";
import { startFront } from "./server/front.ts";
import { defaultFrontLimits } from "./server/limits.ts";
import { readSettings } from "./settings.ts";

/** Exit status when the settings do not allow to start. */
const BAD_SETTINGS = 2;

/** Load balancers notice within this time that the server is not ready any more. */
const GRACE = 5000;

/** What is under way may take so long to end. */
const DRAIN = 25_000;

/** `npm start`: the server, until it is told to stop. */
async function main(): Promise<void> {
  const reading = readSettings(process.env);
  if ("problems" in reading) {
    console.error("netpol: the server cannot start:");
    for (const problem of reading.problems) console.error(`  ${problem}`);
    process.exitCode = BAD_SETTINGS;
    return;
  }
  const { settings } = reading;
  const log = createLog({ level: settings.logLevel, write: (line) => process.stdout.write(line) });
  const metrics = createMetrics();
  const app = await startApp(settings, log, metrics, new URL("./analysis.js", import.meta.url));
  const metricsServer = await startMetricsServer(metrics, settings.metricsAddress);
  const front = await startFront({
    address: settings.address,
    webhookPath: settings.webhookPath,
    webhookSecret: settings.webhookSecret,
    limits: defaultFrontLimits,
    accept: app.accept,
    ready: app.ready,
    observe: (event, outcome) => {
      metrics.delivery(event, outcome);
    },
    log,
  });
  log.info("listening", { host: settings.address.host, port: front.port });

  const every = (minutes: number, act: () => Promise<void>, failure: string): NodeJS.Timeout => {
    const look = (): void => {
      act().catch((error: unknown) => log.failure(failure, error));
    };
    look();
    return setInterval(look, minutes * 60 * 1000);
  };
  const looks = [
    every(settings.sweepMinutes, app.sweep, "the sweep failed"),
    every(settings.redeliveryMinutes, app.redeliver, "failed deliveries could not be asked for again"),
  ];

  const stop = async (): Promise<void> => {
    log.info("stopping");
    looks.forEach((look) => clearInterval(look));
    await front.close(GRACE);
    await app.close(DRAIN);
    await metricsServer.close();
    log.info("stopped");
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop());
}

try {
  await main();
} catch (error) {
  // What is there by now, listeners and threads, would keep the process.
  console.error(`netpol: the server cannot start: ${describeError(error).error.replace(/^Error: /, "")}`);
  process.exit(1);
}
