import { bucketsOf } from "./buckets.ts";
import type { Buckets } from "./buckets.ts";
import type { Identity } from "./identity.ts";
import type { Kustomizations, Setting } from "./kustomizations.ts";
import type { Place } from "./model.ts";
import { way } from "./parts.ts";
import type { Part } from "./parts.ts";
import type { Patch, SetValue, Target } from "./patches.ts";

/** Lines of patches and kustomizations by what they set. */
export interface Evidence {
  readonly values: Buckets<SetValue & { readonly target: Target }>;
  readonly settings: Buckets<Setting>;
}

/** Prefixes, suffixes and images have no value of their own in the rendered text: each is tried. */
export function createEvidence({ settings, patches }: Kustomizations): Evidence {
  const values = patches.flatMap((patch: Patch) =>
    patch.type === "set" ? patch.values.map((value) => ({ ...value, target: patch.target })) : [],
  );
  return {
    values: bucketsOf(values.map((value) => [`${value.way}\0${value.scalar}`, value] as const)),
    settings: bucketsOf(settings.map((setting) => [settingKey(setting), setting] as const)),
  };
}

function settingKey({ type, key, text }: Setting): string {
  if (type === "pair") return `pair\0${key}\0${text}`;
  return type === "affix" || type === "image" ? type : `${type}\0${text}`;
}

/** The lines that set this scalar, the strongest first. */
export function linesThatSet(part: Part, identity: Identity, evidence: Evidence): readonly Place[] {
  const { scalar, key } = part;
  if (scalar === null || part.way === null) return [];
  const values = (evidence.values.get(`${part.way}\0${scalar}`) ?? []).filter(({ target }) =>
    mayMean(target, identity),
  );
  const named = (name: string): readonly Setting[] => evidence.settings.get(name) ?? [];
  const settings: Setting[] = [];
  const isName = part.way === way("metadata", "name");
  if (key === "namespace" || (isName && identity.kind === "Namespace")) settings.push(...named(`namespace\0${scalar}`));
  if (key !== null) settings.push(...named(`pair\0${key}\0${scalar}`));
  if (key !== null && /name$/i.test(key)) settings.push(...named("affix").filter(({ text }) => scalar.includes(text)));
  if (key === "image") settings.push(...named("image").filter(({ text }) => scalar.includes(text)));
  if (key === "replicas") settings.push(...named(`replicas\0${scalar}`));
  return [...values, ...settings].map(({ place }) => place);
}

/** Whether a patch with this target may change an object. Names may have got a prefix or suffix on the way. */
function mayMean(target: Target, identity: Identity): boolean {
  if (target.kind !== null && target.kind !== identity.kind) return false;
  return target.name === null || identity.name?.includes(target.name) === true;
}
