// @ts-check
/**
 * A thread that holds one instance of the renderers. It is plain JavaScript because a thread starts from a file, from the
 * source as well as from what ships.
 *
 * @import { FromWorker, ToWorker, WorkerData } from "../src/render/sandbox/protocol.ts"
 */
import { parentPort, workerData } from "node:worker_threads";
import { createHost } from "./wasi.js";

const { module, maxOutput } = /** @type {WorkerData} */ (workerData);
const port = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);

const functions = WebAssembly.Module.imports(module).map(({ name }) => name);
const host = createHost(functions, maxOutput);
const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: host.imports });
host.attach(instance);
host.call("_initialize", new Uint8Array());

/** @type {(answer: FromWorker) => void} */
const answer = (message) => port.postMessage(message);

port.on("message", (/** @type {ToWorker} */ { kind, bytes }) => {
  try {
    answer({ kind: "done", bytes: host.call(kind, bytes) });
  } catch (error) {
    // What a crashed instance holds is undefined: the thread is not used again.
    answer({ kind: "crashed", reason: String(error), words: host.lastWords() });
  }
});
answer({ kind: "ready" });
