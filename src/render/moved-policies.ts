import {
  diagnosticAt,
  type Diagnostic,
  type FileReader,
  type ObjectFacts,
  type SourceFile,
} from "../manifests/index.ts";
import type { FilesByPath } from "./inputs.ts";

type Policy = Extract<ObjectFacts, { type: "policy" }>;

/**
 * A warning for each policy that a root puts into another namespace than its file names: it selects the pods there, and no
 * longer those that its author thought of. Where nobody wrote a namespace nothing is moved. `rendered`: the files of the
 * root `name`, `files`: those that they come from.
 */
export function movedPolicies(
  name: string,
  rendered: readonly SourceFile[],
  files: FilesByPath,
  reader: FileReader,
): readonly Diagnostic[] {
  return rendered.flatMap((file) => {
    const source = files.get(file.path);
    if (source === undefined) return [];
    const written = policiesOf(source, reader).filter(({ identity }) => identity.namespace !== null);
    if (written.length === 0) return [];
    return policiesOf(file, reader).flatMap(({ identity: { name: own, namespace } }) => {
      const same = written.filter(({ identity }) => own.includes(identity.name));
      const first = same[0]?.identity;
      if (first === undefined || namespace === null || same.some(({ identity }) => identity.namespace === namespace)) {
        return [];
      }
      const message =
        `\`${name}\` puts NetworkPolicy \`${own}\` into namespace \`${namespace}\`, though its file names ` +
        `\`${first.namespace ?? ""}\`: it selects the pods of \`${namespace}\`; leave the namespace out of the file if that is meant`;
      return [diagnosticAt("warning", "policy-moved", message, first.origin)];
    });
  });
}

function policiesOf(file: SourceFile, reader: FileReader): readonly Policy[] {
  return reader(file).objects.filter((facts) => facts.type === "policy");
}
