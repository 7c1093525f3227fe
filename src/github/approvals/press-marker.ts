import type { Place } from "../place.ts";
import type { Account } from "./approver.ts";

/** Who pressed the button of a check run, and for which regressions. */
export interface Press extends Account {
  readonly fingerprint: string;
}

/** The first line of the comment that we write for somebody who pressed the button; within an HTML comment. */
export function pressMarker({ fingerprint, id, login }: Press): string {
  return `netpol:pressed ${fingerprint} ${id} ${login}`;
}

/** What the first line of a body of ours says; `null` when it says nothing of the kind. */
export function pressedBy(body: string): Press | null {
  const [, fingerprint, id, login] =
    /^<!-- netpol:pressed ([0-9a-f]{12}) (\d{1,15}) ([-_A-Za-z0-9]{1,100}) -->\r?\n/.exec(body) ?? [];
  if (fingerprint === undefined || id === undefined || login === undefined) return null;
  return { fingerprint, id: Number(id), login };
}

/** The button of the check run of a pull request, pressed. */
export interface Pressed {
  readonly place: Place;
  readonly number: number;
  /** Id of the check run. */
  readonly run: number;
  readonly fingerprint: string;
  readonly presser: Account;
}

/** The identifier of the button: 20 characters, which is the most that GitHub takes. */
export function buttonIdentifier(fingerprint: string): string {
  return `approve:${fingerprint}`;
}

/** The fingerprint that an identifier names; `null` when it is none of ours. */
export function pressedFingerprint(identifier: string): string | null {
  return /^approve:([0-9a-f]{12})$/.exec(identifier)?.[1] ?? null;
}
