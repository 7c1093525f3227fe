import { createPrivateKey } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

/** A key of 16,384 bits is below it. */
const MAX_KEY_BYTES = 64 * 1024;

const REMEDY = "take the `.pem` file that GitHub gave you, or make a new key in the settings of the GitHub App";

/**
 * The app's private key as PKCS #8, from `PRIVATE_KEY` or else the file that `PRIVATE_KEY_PATH` names. PEM is taken as it
 * is, with `\n` or blanks for its line ends, or in base64. No message quotes any of it.
 */
export function readPrivateKey(env: NodeJS.ProcessEnv): { readonly pem: string } | { readonly problem: string } {
  const value = env["PRIVATE_KEY"] ?? "";
  if (value !== "") return asKey(value, "`PRIVATE_KEY`");
  const path = env["PRIVATE_KEY_PATH"] ?? "";
  if (path === "") return { problem: `\`PRIVATE_KEY\` and \`PRIVATE_KEY_PATH\` are missing: ${REMEDY}` };
  try {
    return asKey(readStart(path), "the file that `PRIVATE_KEY_PATH` names");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    return {
      problem: `\`PRIVATE_KEY_PATH\` cannot be read (${code}): give the path of a file that this user may read`,
    };
  }
}

function asKey(text: string, where: string): { readonly pem: string } | { readonly problem: string } {
  const pem = toPem(text) ?? toPem(Buffer.from(text, "base64").toString("latin1"));
  if (pem === undefined) return { problem: `${where} holds no private key in PEM: ${REMEDY}` };
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== "rsa") return { problem: `${where} is not an RSA key: ${REMEDY}` };
    return { pem: key.export({ type: "pkcs8", format: "pem" }).toString() };
  } catch {
    // What OpenSSL says helps nobody, and may say too much.
    return { problem: `${where} holds a private key that is damaged or needs a passphrase: ${REMEDY}` };
  }
}

/** Puts line ends where PEM wants them, whatever an environment file made of them. */
function toPem(text: string): string | undefined {
  const match = /-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----([^-]+)-----END \1-----/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const lines = match[2].replaceAll(/\\[nr]|\s/g, "").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${match[1]}-----`, ...lines, `-----END ${match[1]}-----`, ""].join("\n");
}

/** Reads no further than the bound, however long the file is. */
function readStart(path: string): string {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(MAX_KEY_BYTES);
    return bytes.toString("latin1", 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}
