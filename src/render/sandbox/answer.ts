import type { Missing, MissingKind, RenderedDocument, Rendering } from "./request.ts";

/** What the module writes (`sandbox/answer.go`): Go has empty texts and null lists where nothing is known. */
interface Answer {
  readonly documents: readonly RenderedDocument[] | null;
  readonly failed: string | null;
  readonly missing: readonly MissingAnswer[] | null;
}

interface MissingAnswer {
  readonly kind: MissingKind;
  readonly path: string;
  readonly line: number | null;
  readonly reference: string;
  readonly repository: string;
  readonly version: string;
}

export function readAnswer(bytes: Uint8Array): Rendering {
  const { documents, failed, missing } = JSON.parse(new TextDecoder().decode(bytes)) as Answer;
  const found = (missing ?? []).map(toMissing);
  return failed === null ? { documents: documents ?? [], missing: found } : { failed, missing: found };
}

function toMissing({ repository, version, ...rest }: MissingAnswer): Missing {
  return { ...rest, repository: repository || null, version: version || null };
}
