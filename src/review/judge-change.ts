import { toClusterSettings, type Config } from "../config/index.ts";
import type { Comparison } from "../engine/index.ts";
import { judge, viewChange, type Day, type Judgement } from "../findings/index.ts";
import type { ChangeReading } from "./read-change.ts";

/** What the rules say of a change, at the levels that the configuration gives them; `today` decides which waivers have expired. */
export function judgeChange(
  { base, head }: ChangeReading,
  config: Config,
  comparison: Comparison,
  today: Day,
): Judgement {
  const settings = toClusterSettings(config);
  return judge(viewChange({ base, head, settings, plugin: config.cluster.cni, comparison }), config, today);
}
