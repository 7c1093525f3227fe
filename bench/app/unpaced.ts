/**
 * Loaded before the server where memory is measured (`--import`): lifts the pace of its writes. GitHub would have a
 * thousand reviews with a comment take most of an hour; what they leave behind in memory is the same.
 */
import { createRequire } from "node:module";
import type Bottleneck from "bottleneck";

const UNPACED: Bottleneck.ConstructorOptions = {
  minTime: 0,
  reservoir: null,
  reservoirIncreaseAmount: null,
  reservoirIncreaseInterval: null,
};

const load = createRequire(import.meta.url);

// The program has one, Octokit's plugin the other.
for (const name of ["bottleneck", "bottleneck/light.js"]) {
  const { prototype } = (load(name) as typeof Bottleneck).Group;
  const key: (this: Bottleneck.Group, id: string) => Bottleneck = Reflect.get(prototype, "key");
  prototype.key = function (this: Bottleneck.Group, id: string): Bottleneck {
    const limiter = key.call(this, id);
    limiter.updateSettings(UNPACED);
    return limiter;
  };
}
