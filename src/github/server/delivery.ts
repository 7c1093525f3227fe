import type { IncomingMessage, ServerResponse } from "node:http";
import { nestsDeeper } from "./nesting.ts";
import type { Receiver } from "./receiving.ts";
import { isSignedWith, parseSignature } from "./signature.ts";

/** A webhook of GitHub's, signature checked. */
export interface Delivery {
  /** The same when GitHub delivers again. */
  readonly id: string;
  /** Of the event, as `pull_request`. */
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Why a request to the webhook's path is no delivery. */
export type Refusal = "unsupported" | "unsigned" | "malformed" | "too-large" | "no-room" | "cut-off";

export interface DeliveryOptions {
  readonly secret: string;
  readonly receive: Receiver;
  /** Levels of objects and arrays within each other. */
  readonly nesting: number;
}

const EVENT_NAME = /^[a-z_]{1,64}$/;
const DELIVERY_ID = /^[\w-]{1,64}$/;

/** Reads a delivery. Of a body nothing is looked at before its signature is checked over the very bytes received. */
export async function readDelivery(
  request: IncomingMessage,
  response: ServerResponse,
  { secret, receive, nesting }: DeliveryOptions,
): Promise<Delivery | Refusal> {
  const { headers } = request;
  if (!isJson(headers)) return "unsupported";
  const signature = parseSignature(headers["x-hub-signature-256"]);
  if (signature === null) return "unsigned";
  const body = await receive(request, () => {
    if (headers.expect !== undefined) response.writeContinue();
  });
  if (typeof body === "string") return body;
  if (!isSignedWith(secret, body, signature)) return "unsigned";
  const name = headers["x-github-event"];
  const id = headers["x-github-delivery"];
  if (typeof name !== "string" || !EVENT_NAME.test(name)) return "malformed";
  if (typeof id !== "string" || !DELIVERY_ID.test(id)) return "malformed";
  const payload = parseObject(body, nesting);
  return payload === null ? "malformed" : { id, name, payload };
}

function isJson(headers: IncomingMessage["headers"]): boolean {
  const [type = ""] = (headers["content-type"] ?? "").split(";", 1);
  return type.trim().toLowerCase() === "application/json" && (headers["content-encoding"] ?? "identity") === "identity";
}

function parseObject(json: Buffer, nesting: number): Record<string, unknown> | null {
  if (nestsDeeper(json, nesting)) return null;
  try {
    const value: unknown = JSON.parse(json.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
