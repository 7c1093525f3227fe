import { createHmac, timingSafeEqual } from "node:crypto";

/** The 32 bytes of the header `X-Hub-Signature-256`, or null where it does not even look like a signature. */
export function parseSignature(header: string | string[] | undefined): Buffer | null {
  const digits = typeof header === "string" ? /^sha256=([\da-f]{64})$/.exec(header)?.[1] : undefined;
  return digits === undefined ? null : Buffer.from(digits, "hex");
}

/**
 * Whether `body` was signed with the secret. Takes as long wherever the signatures begin to differ.
 *
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function isSignedWith(secret: string, body: Buffer, signature: Buffer): boolean {
  return timingSafeEqual(createHmac("sha256", secret).update(body).digest(), signature);
}
