/** The configuration of a repository: `.github/netpol.yml`. */
export { CONFIG_PATH, defaultConfig, toClusterSettings, type Config } from "./config.ts";
export { withElsewhere, type MergedCluster } from "./elsewhere.ts";
export { nearestKey } from "./nearest-key.ts";
export { readConfig, type ConfigResult } from "./read-config.ts";
