import type { YamlNode } from "../../manifests/index.ts";
import { linesOf, readText } from "./ground-file.ts";
import { identityOf } from "./identity.ts";
import type { Identity } from "./identity.ts";
import type { RenderedSource } from "./model.ts";
import { partsOf } from "./parts.ts";
import type { Part } from "./parts.ts";

/** A rendered document, taken apart. */
export interface Rendered {
  readonly path: string | null;
  readonly lines: readonly string[];
  readonly identity: Identity;
  /** Null: it is no YAML, or too large. */
  readonly root: YamlNode | null;
  readonly parts: readonly Part[];
}

/** Takes a rendered document apart; text with several documents is known by its first one. */
export function readRendered({ text, path }: RenderedSource): Rendered {
  const { documents, positionOf } = readText(text);
  const root = documents.find((document) => document.root !== null)?.root ?? null;
  const lines = linesOf(text);
  const parts = root === null ? [] : partsOf(root, (offset) => positionOf(offset).line - 1);
  return { path, lines, identity: identityOf(root), root, parts };
}
