import type { ConfigResult } from "./check-config.ts";

/**
 * Reads the text of a configuration file. `path` is used in messages and origins only. An empty text is the default
 * configuration. A configuration with one mistake is refused as a whole: half of it could turn a denial into silence.
 *
 * The packages that read it are loaded at the first call: most repositories have no configuration, and should not wait.
 */
export async function readConfig(text: string, path: string): Promise<ConfigResult> {
  const { checkConfig } = await import("./check-config.ts");
  return checkConfig(text, path);
}
