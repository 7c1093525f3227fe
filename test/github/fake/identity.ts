import { createPublicKey, randomBytes, verify } from "node:crypto";
import { Refusal } from "./answers.ts";
import type { Identity, World } from "./world.ts";

/** How long an app's own token may be valid, in seconds; GitHub's rule. */
const JWT_SECONDS = 600;

/** Clocks may differ by this much, in seconds. */
const CLOCK_SKEW = 60;

/** How long an installation's token is valid, in milliseconds. */
const TOKEN_LIFE = 3_600_000;

/** Who sent a request, by its `authorization` header. Throws a `Refusal` (401) for what GitHub does not accept. */
export function identityOf(world: World, authorization: string | undefined): Identity {
  if (authorization === undefined || authorization === "") return { as: "anonymous" };
  const token = /^(?:bearer|token) (\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw new Refusal(401, "Bad credentials");
  const issued = world.tokens.get(token);
  if (issued !== undefined) {
    if (issued.expiresAt <= world.now()) throw new Refusal(401, "Bad credentials");
    const { identity } = issued;
    if (identity.as === "installation" && identity.installation.suspended === "suspended") {
      throw new Refusal(403, "This installation has been suspended");
    }
    return identity;
  }
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) && !token.startsWith("ghs_")) {
    verifyAppToken(world, token);
    return { as: "app" };
  }
  throw new Refusal(401, "Bad credentials");
}

/** A new token; `ghs_…` is longer than 40 characters, as GitHub's are since 2026. `lifetime` is in milliseconds. */
export function issueToken(
  world: World,
  identity: Identity,
  lifetime = TOKEN_LIFE,
): { token: string; expiresAt: number } {
  const prefix = identity.as === "installation" ? `ghs_${world.app.id}_` : "ghp_";
  const token = prefix + randomBytes(identity.as === "installation" ? 48 : 18).toString("hex");
  const expiresAt = world.now() + lifetime;
  world.tokens.set(token, { identity, expiresAt });
  return { token, expiresAt };
}

interface Claims {
  readonly iss?: unknown;
  readonly iat?: unknown;
  readonly exp?: unknown;
}

/** Throws unless `token` is an RS256 token of our app that is valid now. */
function verifyAppToken({ app, now }: World, token: string): void {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const signed = Buffer.from(`${header}.${claims}`);
  const { alg } = decoded(header) as { alg?: unknown };
  const valid =
    alg === "RS256" && verify("sha256", signed, createPublicKey(app.publicKey), Buffer.from(signature, "base64url"));
  if (!valid) throw new Refusal(401, "A JSON web token could not be decoded");
  const { iss, iat, exp } = decoded(claims) as Claims;
  const seconds = now() / 1000;
  if (String(iss) !== String(app.id)) throw new Refusal(401, "'Issuer' claim ('iss') must be an Integer");
  if (typeof exp !== "number" || exp <= seconds) {
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (exp > seconds + JWT_SECONDS + CLOCK_SKEW) {
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  }
  if (typeof iat !== "number" || iat > seconds + CLOCK_SKEW) {
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
}

function decoded(part: string): object {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
