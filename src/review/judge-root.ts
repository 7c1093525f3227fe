import { toClusterSettings } from "../config/index.ts";
import type { Comparison } from "../engine/index.ts";
import { judge, viewChange, type Day, type Judgement } from "../findings/index.ts";
import type { RootReading } from "./read-change.ts";

/** What the rules say of how a root changes, at the levels that the configuration gives them; `today` decides which waivers have expired. */
export function judgeRoot({ base, head, config }: RootReading, comparison: Comparison, today: Day): Judgement {
  const settings = toClusterSettings(config);
  return judge(viewChange({ base, head, settings, plugin: config.cluster.cni, comparison }), config, today);
}
