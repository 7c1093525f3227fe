/** Makes a value when it is first asked for, and once. */
export function lazily<T>(make: () => T): () => T {
  const made: T[] = [];
  return () => {
    const [known] = made;
    if (known !== undefined) return known;
    const value = make();
    made.push(value);
    return value;
  };
}
