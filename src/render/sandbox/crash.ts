import type { SandboxLimits } from "./limits.ts";
import type { Crash } from "./thread.ts";

const MAX_WORDS = 300;

/** Why the renderers ended, in one sentence. */
export function describeCrash({ crashed, words }: Crash, { outputBytes }: SandboxLimits): string {
  if (/out of memory|cannot allocate memory/.test(words)) return "rendering needs more than 1 GiB of memory";
  if (/Maximum call stack|stack exceeds/.test(crashed + words)) return "rendering recurses too deeply";
  if (crashed.includes("the output is too large")) return `the documents have more than ${String(outputBytes)} bytes`;
  // Go writes the reason after the warnings of the renderers, and before the stacks.
  const line = /^(?:fatal error|panic): .*$/m.exec(words)?.[0] ?? crashed;
  return `the renderer crashed: ${line.slice(0, MAX_WORDS)}`;
}
