interface Lane<Item> {
  /** By repository, the one whose turn is next first; then by key, in the order of their turns. None is empty. */
  readonly ready: Map<number, Map<string, Item>>;
  running: number;
  pause: { readonly until: number; readonly timer: NodeJS.Timeout } | undefined;
}

export interface LaneLimits {
  /** Items that are taken and not released, of all lanes and of one. */
  readonly running: number;
  readonly runningPerLane: number;
}

/** Whose turn an item takes. */
export interface Turn {
  readonly installation: number;
  readonly repository: number;
}

/**
 * Items that could start, in one lane for each installation. Lanes take turns, and so do the repositories of each, so
 * that one with a thousand pull requests holds nobody else up for longer than one of them.
 */
export class Lanes<Item> {
  readonly #limits: LaneLimits;
  /** The lane whose turn is next comes first. */
  readonly #lanes = new Map<number, Lane<Item>>();
  #running = 0;

  constructor(limits: LaneLimits) {
    this.#limits = limits;
  }

  /** Items that are taken and not released. */
  get running(): number {
    return this.#running;
  }

  /** Adds an item at the end of its repository's, or puts it in the place of the one with its key. */
  add({ installation, repository }: Turn, key: string, item: Item): void {
    const { ready } = this.#lane(installation);
    const items = ready.get(repository) ?? new Map<string, Item>();
    items.set(key, item);
    ready.set(repository, items);
  }

  /** Takes out the item whose turn it is; undefined when none may start now. */
  take(): Item | undefined {
    if (this.#running >= this.#limits.running) return undefined;
    for (const [installation, lane] of this.#lanes) {
      if (lane.pause !== undefined || lane.running >= this.#limits.runningPerLane) continue;
      const item = takeFirst(lane.ready);
      if (item === undefined) continue;
      lane.running++;
      this.#running++;
      this.#lanes.delete(installation);
      this.#lanes.set(installation, lane);
      return item;
    }
    return undefined;
  }

  /** Gives the place of a taken item back. */
  release(installation: number): void {
    this.#lane(installation).running--;
    this.#running--;
    this.#tidy(installation);
  }

  /** Takes nothing from a lane until a time; the later of two times counts. `onEnd` hears when it is over. */
  pause(installation: number, until: number, onEnd: () => void): void {
    const lane = this.#lane(installation);
    if (lane.pause !== undefined && lane.pause.until >= until) return;
    clearTimeout(lane.pause?.timer);
    const timer = setTimeout(() => {
      lane.pause = undefined;
      this.#tidy(installation);
      onEnd();
    }, until - Date.now());
    lane.pause = { until, timer };
  }

  /** Ends all pauses without a word. */
  stop(): void {
    for (const lane of this.#lanes.values()) clearTimeout(lane.pause?.timer);
  }

  #lane(installation: number): Lane<Item> {
    const lane = this.#lanes.get(installation) ?? {
      ready: new Map<number, Map<string, Item>>(),
      running: 0,
      pause: undefined,
    };
    this.#lanes.set(installation, lane);
    return lane;
  }

  #tidy(installation: number): void {
    const lane = this.#lanes.get(installation);
    if (lane?.running === 0 && lane.ready.size === 0 && lane.pause === undefined) this.#lanes.delete(installation);
  }
}

/** The first item of the first repository, which becomes the last one. */
function takeFirst<Item>(ready: Map<number, Map<string, Item>>): Item | undefined {
  for (const [repository, items] of ready) {
    for (const [key, item] of items) {
      items.delete(key);
      ready.delete(repository);
      if (items.size > 0) ready.set(repository, items);
      return item;
    }
  }
  return undefined;
}
