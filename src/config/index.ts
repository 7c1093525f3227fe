/** The configuration of a repository: `.github/netpol.yml`. */
export type { ConfigResult } from "./check-config.ts";
export { configurationFile, sameConfiguration } from "./configuration-file.ts";
export { CONFIG_PATH, configFor, defaultConfig, toClusterSettings, type Config } from "./config.ts";
export { withElsewhere, type MergedCluster } from "./elsewhere.ts";
export { nearestKey } from "./nearest-key.ts";
export { readConfig } from "./read-config.ts";
export { readConfiguration, type ReadConfiguration } from "./read-configuration.ts";
