/** What one installation sees of a cache: another installation's values do not exist for it. */
export interface Cache<V> {
  get(key: string): V | undefined;
  /** Keeps `value`, which takes about `bytes`; what was used longest ago makes room. A value over the limit is not kept. */
  set(key: string, value: V, bytes: number): void;
}

/** A cache of all installations, bounded in bytes. */
export interface SharedCache<V> {
  forInstallation(installation: string): Cache<V>;
  /** Bytes that are kept now. */
  size(): number;
}

export interface CacheOptions {
  readonly limitBytes: number;
  readonly onHit: () => void;
  readonly onMiss: () => void;
}

/** What an entry costs beside its value: key, map slot, object headers. So that empty values are bounded too. */
const ENTRY_BYTES = 256;

interface Entry<V> {
  readonly value: V;
  readonly bytes: number;
}

/** A map keeps the order of insertion: what is read is inserted again, so that the first entry is the least used. */
export function createCache<V>({ limitBytes, onHit, onMiss }: CacheOptions): SharedCache<V> {
  const entries = new Map<string, Entry<V>>();
  let total = 0;

  const remove = (key: string): Entry<V> | undefined => {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    entries.delete(key);
    total -= entry.bytes;
    return entry;
  };

  const add = (key: string, entry: Entry<V>): void => {
    entries.set(key, entry);
    total += entry.bytes;
  };

  const get = (key: string): V | undefined => {
    const entry = remove(key);
    if (entry === undefined) {
      onMiss();
      return undefined;
    }
    add(key, entry);
    onHit();
    return entry.value;
  };

  const set = (key: string, value: V, valueBytes: number): void => {
    remove(key);
    const bytes = valueBytes + ENTRY_BYTES;
    if (bytes > limitBytes) return;
    add(key, { value, bytes });
    for (const [oldest] of entries) {
      if (total <= limitBytes) return;
      remove(oldest);
    }
  };

  return {
    forInstallation: (installation) => {
      // The length comes first: no installation and key together read like another installation and key.
      const prefix = `${installation.length}:${installation}:`;
      return {
        get: (key) => get(prefix + key),
        set: (key, value, bytes) => set(prefix + key, value, bytes),
      };
    },
    size: () => total,
  };
}
