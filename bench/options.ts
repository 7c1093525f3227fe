/** What the benchmark is asked to do. */
import type { AppScope } from "./app/app-layer.ts";
import { CHANGE_NAMES, changeNamed, type ChangeName } from "./changes.ts";
import { SIZES, sizeNamed, type Size } from "./sizes.ts";

const LAYERS = ["engine", "files", "judge", "render", "app"] as const;
type Layer = (typeof LAYERS)[number];

export interface Options {
  readonly layers: readonly Layer[];
  /** How much of the app is measured. */
  readonly app: AppScope;
  readonly sizes: readonly Size[];
  readonly changes: readonly ChangeName[];
  /** Fresh processes per measurement. */
  readonly runs: number;
  /** `measure`: against the clock. `counts`: only the deterministic counts, against those on record. `record`: keep them. */
  readonly mode: "measure" | "counts" | "record";
}

/** Sizes whose counts are kept: they take no longer than a test. */
const COUNTED = SIZES.filter((size) => ["S", "M", "policy-only"].includes(size.name));

const HELP = `usage: npm run bench -- [options]

  --quick                  sizes S and M, three kinds of change, three runs; the app without its memory
  --layer engine|files|judge|render|app
                           the engine alone, the command on files, rules and assertions, rendering, or the GitHub App;
                           all by default
  --size <name>            ${SIZES.map((size) => size.name).join(", ")}; may be repeated
  --change <name>          ${CHANGE_NAMES.join(", ")}; may be repeated
  --runs <number>          fresh processes per measurement, 5 by default
  --counts                 no clock: compare the deterministic counts of S, M, policy-only and the app with bench/counts.json
  --record-counts          write bench/counts.json anew
`;

/** Throws with the usage for words that it does not know. */
export function readOptions(words: readonly string[]): Options {
  let options: Options = {
    layers: LAYERS,
    app: "thorough",
    sizes: SIZES,
    changes: CHANGE_NAMES,
    runs: 5,
    mode: "measure",
  };
  const sizes: Size[] = [];
  const changes: ChangeName[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const value = (): string => {
      at += 1;
      return words[at] ?? "";
    };
    switch (words[at]) {
      case "--quick":
        options = {
          ...options,
          app: "brief",
          sizes: SIZES.filter((size) => ["S", "M"].includes(size.name)),
          changes: ["edit-rule", "open-namespace", "default-deny-everywhere"],
          runs: 3,
        };
        break;
      case "--layer": {
        const name = value();
        const layer = LAYERS.find((one) => one === name);
        if (layer === undefined) throw new Error(HELP);
        options = { ...options, layers: [layer] };
        break;
      }
      case "--size":
        sizes.push(sizeNamed(value()));
        break;
      case "--change":
        changes.push(changeNamed(value()));
        break;
      case "--runs":
        options = { ...options, runs: Math.max(1, Number(value())) };
        break;
      case "--counts":
        options = { ...options, mode: "counts", sizes: COUNTED };
        break;
      case "--record-counts":
        options = { ...options, mode: "record", sizes: COUNTED };
        break;
      default:
        throw new Error(HELP);
    }
  }
  return {
    ...options,
    sizes: sizes.length > 0 ? sizes : options.sizes,
    changes: changes.length > 0 ? changes : options.changes,
  };
}
