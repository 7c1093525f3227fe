/** Keys that are remembered up to a number. */
export interface Remembered {
  readonly has: (key: string) => boolean;
  readonly add: (key: string) => void;
  readonly forget: (key: string) => void;
}

/** Where there are more than `most`, what was added longest ago is forgotten first. */
export function createRemembered(most: number): Remembered {
  const keys = new Set<string>();
  return {
    has: (key) => keys.has(key),
    add: (key) => {
      keys.delete(key);
      keys.add(key);
      const [oldest] = keys;
      if (keys.size > most && oldest !== undefined) keys.delete(oldest);
    },
    forget: (key) => void keys.delete(key),
  };
}
