import { createHash, createHmac } from "node:crypto";

/** Letters that a person copies, and that fit into the identifier of a button. */
const LENGTH = 12;

/** All that fails a check (`failingText` in `findings/`), as 64 hexadecimal digits. */
export function digestOf(failing: string): string {
  return createHash("sha256").update(failing).digest("hex");
}

/**
 * What people approve: 12 hexadecimal digits, equal for equal digests. They are few, so they are made with a secret:
 * whoever could try out changes at home would soon have two with the same digits, a harmless one to be approved and
 * another one to be pushed afterwards (decision 0050).
 */
export function fingerprintOf(digest: string, secret: string): string {
  return createHmac("sha256", secret).update(`netpol approval ${digest}`).digest("hex").slice(0, LENGTH);
}

export function isFingerprint(word: string): boolean {
  return word.length === LENGTH && /^[0-9a-f]+$/.test(word);
}
