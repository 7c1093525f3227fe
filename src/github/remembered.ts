/** Values by their keys, up to a number of them. */
export interface Remembered<K, V> {
  readonly get: (key: K) => V | undefined;
  readonly set: (key: K, value: V) => void;
  readonly forget: (key: K) => void;
}

/** Where there are more than `most`, what was set longest ago is forgotten first. */
export function createRemembered<K, V>(most: number): Remembered<K, V> {
  const values = new Map<K, V>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => {
      // Put at the end: the order of the map is that of the last use.
      values.delete(key);
      values.set(key, value);
      for (const [oldest] of values) {
        if (values.size <= most) break;
        values.delete(oldest);
      }
    },
    forget: (key) => void values.delete(key),
  };
}
