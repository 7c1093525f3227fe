import { actionsOf } from "./actions.ts";
import type { Action } from "./actions.ts";
import type { GroundFile } from "./ground-file.ts";
import { once } from "./ground-file.ts";

/** Variables and included templates are followed so far. */
const MAX_FOLLOWED = 4;

/** Blocks inside one another; deeper ones are not followed. */
const MAX_OPEN = 100;

/** So many ways into the values are known of one line. */
const MAX_WAYS = 40;

/** A line of a template. */
export interface TemplateLine {
  /**
   * `literal`: printed as it is. `pattern`: its pieces are printed with something in between. `wild`: all of it is printed
   * by actions, and it may become many lines. `quiet`: nothing is printed, or blanks.
   */
  readonly type: "literal" | "pattern" | "wild" | "quiet";
  /** Without blanks around. Of a pattern: the text between its actions; else one piece. */
  readonly pieces: readonly string[];
  readonly actions: readonly Action[];
  /** Index of the line with the innermost `if`, `with`, `range` or `else` around this line; -1: none. */
  readonly around: number;
  /** Number of the YAML document that the line stands in. */
  readonly document: number;
}

/** A template among the inputs. */
export interface Template {
  readonly file: GroundFile;
  readonly lines: readonly TemplateLine[];
  /** Names of templates that it defines, with the actions inside of each. */
  readonly defines: ReadonlyMap<string, Definition>;
  /** The actions that set a variable. */
  readonly assignments: ReadonlyMap<string, readonly Action[]>;
}

export interface Definition {
  readonly template: () => Template;
  readonly actions: readonly Action[];
  /** Indices of its lines; the end is exclusive. */
  readonly first: number;
  readonly end: number;
}

/** Takes a template apart, line by line. Work is linear in its text. */
export function readTemplate(file: GroundFile): Template {
  const text = file.lines.join("\n");
  const starts = startsOf(file.lines);
  const actions = actionsOf(text);
  const lines: TemplateLine[] = [];
  const defines = new Map<string, Definition>();
  const assignments = new Map<string, Action[]>();
  const open: { readonly line: number; readonly action: Action; readonly number: number }[] = [];
  let next = 0;
  let busyUntil = 0;
  let document = 0;
  for (const [index, line] of file.lines.entries()) {
    const start = starts[index] ?? 0;
    const end = start + line.length;
    const around = open.findLast(({ action }) => action.block === "other" || action.type === "else")?.line ?? -1;
    const own: Action[] = [];
    for (let action = actions[next]; action !== undefined && action.start < end; action = actions[++next]) {
      own.push(action);
      for (const name of action.mentions.assigns) {
        const known = assignments.get(name);
        if (known === undefined) assignments.set(name, [action]);
        else if (known.length < MAX_FOLLOWED) known.push(action);
      }
      if (action.type === "opens" && open.length < MAX_OPEN) open.push({ line: index, action, number: next });
      else if (action.type === "else") {
        const above = open.pop();
        if (above !== undefined) open.push({ line: index, action, number: above.number });
      } else if (action.type === "end") {
        const closed = open.pop();
        const name = closed?.action.block === "define" ? closed.action.mentions.templates[0] : undefined;
        if (closed !== undefined && name !== undefined) {
          const inside = actions.slice(closed.number + 1, Math.min(next, closed.number + 1 + MAX_WAYS));
          defines.set(name, { template: () => template(), actions: inside, first: closed.line + 1, end: index });
        }
      }
    }
    if (/^---(?:\s|$)/.test(line)) document++;
    const pieces = piecesOf(line, start, own, busyUntil);
    lines.push({ ...pieces, actions: own, around, document });
    busyUntil = own.at(-1)?.end ?? busyUntil;
  }
  const template = once((): Template => ({ file, lines, defines, assignments }));
  return template();
}

function startsOf(lines: readonly string[]): readonly number[] {
  const starts: number[] = [];
  let start = 0;
  for (const line of lines) {
    starts.push(start);
    start += line.length + 1;
  }
  return starts;
}

/** `busyUntil`: where an action ends that began on a line above. */
function piecesOf(
  line: string,
  start: number,
  actions: readonly Action[],
  busyUntil: number,
): Pick<TemplateLine, "type" | "pieces"> {
  const pieces: string[] = [];
  let from = Math.min(line.length, Math.max(0, busyUntil - start));
  let piece = "";
  let prints = false;
  for (const action of actions) {
    piece += line.slice(from, action.start - start);
    if (action.type === "prints") {
      pieces.push(piece);
      piece = "";
      prints = true;
    }
    from = Math.min(line.length, action.end - start);
  }
  pieces.push(piece + line.slice(from));
  const first = (pieces[0] ?? "").trimStart();
  const trimmed = [first, ...pieces.slice(1)];
  trimmed.push((trimmed.pop() ?? "").trimEnd());
  const hasWords = trimmed.some((text) => /\w/.test(text));
  if (prints) return { type: hasWords ? "pattern" : "wild", pieces: trimmed };
  return { type: trimmed[0] === "" ? "quiet" : "literal", pieces: trimmed };
}

/** Whether a rendered line, without blanks around, may be what a line of a template printed. */
export function mayPrint({ type, pieces }: TemplateLine, rendered: string): boolean {
  const first = pieces[0] ?? "";
  if (type === "literal") return rendered === first;
  if (type !== "pattern" || !rendered.startsWith(first.trimEnd())) return false;
  let from = Math.min(first.length, rendered.length);
  for (const piece of pieces.slice(1, -1)) {
    const found = rendered.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  const last = pieces.at(-1) ?? "";
  return rendered.length - last.length >= from - 1 && rendered.endsWith(last);
}

/** Where the values come from that some actions print or ask for. */
export interface Sources {
  /** Ways into the values. */
  readonly ways: readonly string[];
  /** Templates that are included on the way. */
  readonly definitions: readonly Definition[];
}

/** Follows variables to what they are set to, and `include` to what is defined. */
export function sourcesOf(
  actions: readonly Action[],
  template: Template,
  defines: ReadonlyMap<string, Definition>,
): Sources {
  const ways = new Set<string>();
  const definitions = new Set<Definition>();
  const seen = new Set<Action>();
  let level = actions.map((action) => ({ action, template }));
  for (let depth = 0; depth < MAX_FOLLOWED && level.length > 0; depth++) {
    const next: { readonly action: Action; readonly template: Template }[] = [];
    for (const { action, template: at } of level) {
      if (seen.has(action) || ways.size > MAX_WAYS || seen.size > MAX_WAYS * MAX_FOLLOWED) continue;
      seen.add(action);
      for (const found of action.mentions.values) ways.add(found);
      for (const name of action.mentions.variables)
        for (const assignment of at.assignments.get(name) ?? []) next.push({ action: assignment, template: at });
      for (const name of action.mentions.templates) {
        const definition = defines.get(name);
        if (definition === undefined) continue;
        definitions.add(definition);
        for (const inside of definition.actions) next.push({ action: inside, template: definition.template() });
      }
    }
    level = next;
  }
  return { ways: [...ways], definitions: [...definitions] };
}
