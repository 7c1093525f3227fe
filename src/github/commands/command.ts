import { formatPattern, type EndpointPattern, type PortWord, type Target } from "../../query/index.ts";
import type { CommandName } from "../../report/index.ts";

/** The manifests that are looked at. */
export type When = "before" | "after" | "both";

/** One command that was understood. */
export type Command =
  | { readonly verb: "help"; readonly about: CommandName | null }
  | { readonly verb: "explain"; readonly from: EndpointPattern; readonly to: Target; readonly when: When }
  /** `namespaces`: names with `*` for any characters; none: all. */
  | { readonly verb: "matrix"; readonly namespaces: readonly string[]; readonly when: When }
  | { readonly verb: "diff"; readonly shown: "all" | "allowed" | "denied"; readonly namespaces: readonly string[] }
  | { readonly verb: "who"; readonly target: Target; readonly when: When }
  | { readonly verb: "reach"; readonly target: Target; readonly when: When }
  | { readonly verb: "recheck" }
  | { readonly verb: "approve"; readonly fingerprint: string; readonly reason: string | null }
  | { readonly verb: "revoke"; readonly fingerprint: string }
  | { readonly verb: "config" };

/** What a line that begins with `/netpol` says. */
export type ParsedLine =
  | { readonly type: "command"; readonly command: Command }
  /**
   * It was not understood; the message says what to write instead, with the author's words in backticks. `about`: the
   * command that was meant, where that is known.
   */
  | { readonly type: "problem"; readonly message: string; readonly about?: CommandName };

/** The command in its plainest form: equal for equal commands, and itself a command. Without the reason of an approval. */
export function formatCommand(command: Command): string {
  return ["/netpol", command.verb, ...argumentsOf(command)].join(" ");
}

function argumentsOf(command: Command): readonly string[] {
  switch (command.verb) {
    case "help":
      return command.about === null ? [] : [command.about];
    case "explain":
      return [formatPattern(command.from), "->", formatTarget(command.to), ...whenWords(command.when)];
    case "matrix":
      return [...namespaceWords(command.namespaces), ...whenWords(command.when)];
    case "diff":
      return [...(command.shown === "all" ? [] : [`--${command.shown}`]), ...namespaceWords(command.namespaces)];
    case "who":
    case "reach":
      return [formatTarget(command.target), ...whenWords(command.when)];
    case "approve":
    case "revoke":
      return [command.fingerprint];
    case "recheck":
    case "config":
      return [];
  }
}

function whenWords(when: When): readonly string[] {
  return when === "both" ? [] : [`--${when}`];
}

function namespaceWords(namespaces: readonly string[]): readonly string[] {
  return namespaces.length === 0 ? [] : ["--ns", namespaces.join(",")];
}

function formatTarget({ endpoint, port, protocol }: Target): string {
  const words = formatPattern(endpoint);
  if (port === null) return words;
  const place = endpoint.type === "address" && endpoint.address.family === 6 ? `[${words}]` : words;
  return `${place}:${formatPort(port)}${protocol === null ? "" : `/${protocol}`}`;
}

function formatPort(port: PortWord): string {
  switch (port.type) {
    case "number":
      return String(port.number);
    case "range":
      return `${port.first}-${port.last}`;
    case "name":
      return port.name;
  }
}
