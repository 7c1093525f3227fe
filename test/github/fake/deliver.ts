import { createHmac } from "node:crypto";
import type { Delivery, Webhook, WebhookTarget, World } from "./world.ts";

/** How long GitHub waits for an answer to a webhook, in milliseconds. */
const DELIVERY_TIMEOUT = 10_000;

/** A webhook as it travels: the very bytes that are signed. */
export interface SignedWebhook {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export function signWebhook({ event, guid, payload }: Webhook, secret: string): SignedWebhook {
  const body = Buffer.from(JSON.stringify(payload));
  return {
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "GitHub-Hookshot/fake",
      "x-github-event": event,
      "x-github-delivery": guid,
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
    },
  };
}

/** Sends a webhook and writes the attempt down, whatever came of it. */
export async function deliver(
  world: World,
  webhook: Webhook,
  target: WebhookTarget,
  attempt: Delivery["attempt"],
): Promise<Delivery> {
  const { body, headers } = signWebhook(webhook, target.secret);
  const deliveredAt = world.now();
  const { statusCode, status } = await answerOf(target.url, body, headers);
  const delivery = { id: world.nextId(), webhook, target, deliveredAt, attempt, statusCode, status };
  world.deliveries.push(delivery);
  return delivery;
}

async function answerOf(
  url: string,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<{ statusCode: number; status: string }> {
  try {
    const signal = AbortSignal.timeout(DELIVERY_TIMEOUT);
    const answer = await fetch(url, { method: "POST", body: new Uint8Array(body), headers, signal });
    await answer.arrayBuffer();
    return { statusCode: answer.status, status: answer.ok ? "OK" : `Invalid HTTP Response: ${answer.status}` };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    return { statusCode: 0, status: timedOut ? "timed out" : "failed to connect to host" };
  }
}
