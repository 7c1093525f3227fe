import type { YamlNode } from "../../manifests/index.ts";
import { fieldOf, textField } from "./scalar.ts";

/** What an object is called; null: not said, or no text. */
export interface Identity {
  readonly kind: string | null;
  readonly name: string | null;
  readonly namespace: string | null;
}

/** What the object of a document is called. */
export function identityOf(root: YamlNode | null): Identity {
  const metadata = fieldOf(root, "metadata");
  return {
    kind: textField(root, "kind"),
    name: textField(metadata, "name"),
    namespace: textField(metadata, "namespace"),
  };
}
