import type { Rendering } from "./sandbox/index.ts";

/** `${name}`, `${name:=default}`, `${name:-default}`; `$${name}` stands for the text itself. */
const VARIABLE = /\$(?<escape>\$?)\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::[=-](?<fallback>[^}]*))?\}/g;

/**
 * Variables of rendered documents as Flux replaces them; one that nobody gives a value becomes its default, or nothing.
 * Source: Flux, Kustomization API, "Post build variable substitution".
 */
export function substitute(rendering: Rendering, values: Readonly<Record<string, string>> | null): Rendering {
  if (values === null || "failed" in rendering) return rendering;
  const known = new Map(Object.entries(values));
  const replace = (text: string): string =>
    text.replace(VARIABLE, (whole: string, escape: string, name: string, fallback: string | undefined) =>
      escape === "$" ? whole.slice(1) : (known.get(name) ?? fallback ?? ""),
    );
  return { ...rendering, documents: rendering.documents.map((one) => ({ ...one, text: replace(one.text) })) };
}
