import type { Discovery } from "./discovery.ts";
import { policyEchoes, type Besides } from "./unseen.ts";
import type { ChangeView } from "./views.ts";
import type { Voice } from "./voices.ts";

/** What a rule finds of those who speak, and, told as such, of those who echo them and of the policies to blame. */
export function withEchoes(
  change: ChangeView,
  besides: Besides,
  find: (voice: Voice) => readonly Discovery[],
): readonly Discovery[] {
  const told = find("speaks");
  const echoes = find("echoes").map((discovery): Discovery => ({ ...discovery, echo: "beside" }));
  return [...told, ...echoes, ...policyEchoes(change, told, besides)];
}
