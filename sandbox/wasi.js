// @ts-check
/**
 * The few calls of WASI (preview 1) that Go's runtime needs, and all the renderers can reach: their input, their output,
 * and what they take for a clock and for chance. There is no file, no directory, no socket, no environment.
 */

/**
 * @typedef {object} Host
 * @property {Record<string, WebAssembly.Function>} imports
 * @property {(instance: WebAssembly.Instance) => void} attach
 * @property {(name: string, input: Uint8Array) => Uint8Array} call an exported function with its standard input; what it
 *   wrote to its output
 * @property {() => string} lastWords the end of what was written to standard error
 */

const SUCCESS = 0;
const BAD_FILE = 8;
const NOT_SUPPORTED = 58;

const PROGRAM = new TextEncoder().encode("renderer\0");

/** `now` in a template: 2000-01-01T00:00:00Z. */
const WALL_CLOCK = 946_684_800_000_000_000n;

/** Nanoseconds that seem to pass each time when somebody looks at the clock: time has to go on, or timers never end. */
const TICK = 1_000n;

/**
 * Where the steady clock stands when files are loaded or a root is rendered, and in every `now`: Go prints it behind the
 * time (`m=+1.0`). How often it was looked at depends on what was rendered before, and on when garbage was collected.
 */
const START = 1_000_000_000n;

const CHARACTER_DEVICE = 2;
const ALL_RIGHTS = 0x1fff_ffffn;
const MAX_ERROR_BYTES = 16_384;

/** The program has ended, which it does only when it cannot go on. */
class Exit extends Error {}

/**
 * @param {readonly string[]} names of the functions that the module imports
 * @param {number} maxOutput bytes of output of one call
 * @returns {Host}
 */
export function createHost(names, maxOutput) {
  /** @type {WebAssembly.Instance["exports"]} */
  let program = {};
  /** @type {Uint8Array} */
  let input = new Uint8Array();
  /** @type {Uint8Array[]} */
  let output = [];
  let written = 0;
  let errors = "";
  let ticks = TICK;
  let isWallRead = false;
  let chance = 1;

  const memory = () => /** @type {WebAssembly.Memory} */ (program["memory"]).buffer;
  const view = () => new DataView(memory());
  /** @type {(list: number, count: number) => Uint8Array[]} */
  const buffers = (list, count) =>
    Array.from({ length: count }, (_, at) => {
      const start = view().getUint32(list + at * 8, true);
      return new Uint8Array(memory(), start, view().getUint32(list + at * 8 + 4, true));
    });

  /** @type {Record<string, (...values: any[]) => number>} */
  const known = {
    args_sizes_get: (count, size) => {
      view().setUint32(count, 1, true);
      view().setUint32(size, PROGRAM.length, true);
      return SUCCESS;
    },
    args_get: (list, text) => {
      view().setUint32(list, text, true);
      new Uint8Array(memory()).set(PROGRAM, text);
      return SUCCESS;
    },
    environ_sizes_get: (count, size) => {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return SUCCESS;
    },
    environ_get: () => SUCCESS,
    clock_time_get: (clock, _precision, result) => {
      ticks += TICK;
      // Go's `time.Now` reads both clocks, this one first.
      const steady = isWallRead ? START : ticks;
      isWallRead = clock === 0;
      view().setBigUint64(result, isWallRead ? WALL_CLOCK : steady, true);
      return SUCCESS;
    },
    random_get: (start, length) => {
      const bytes = new Uint8Array(memory(), start, length);
      // xorshift32: the same numbers for each request.
      for (let at = 0; at < length; at++) {
        chance ^= chance << 13;
        chance ^= chance >>> 17;
        chance ^= chance << 5;
        bytes[at] = chance & 0xff;
      }
      return SUCCESS;
    },
    fd_read: (file, list, count, result) => {
      if (file !== 0) return BAD_FILE;
      let total = 0;
      for (const buffer of buffers(list, count)) {
        const part = input.subarray(0, buffer.length);
        buffer.set(part);
        input = input.subarray(part.length);
        total += part.length;
      }
      view().setUint32(result, total, true);
      return SUCCESS;
    },
    fd_write: (file, list, count, result) => {
      if (file !== 1 && file !== 2) return BAD_FILE;
      let total = 0;
      for (const buffer of buffers(list, count)) {
        total += buffer.length;
        if (file === 2) errors = (errors + new TextDecoder().decode(buffer)).slice(-MAX_ERROR_BYTES);
        else if ((written += buffer.length) > maxOutput) throw new Exit("the output is too large");
        else output.push(buffer.slice());
      }
      view().setUint32(result, total, true);
      return SUCCESS;
    },
    fd_fdstat_get: (file, result) => {
      if (file > 2) return BAD_FILE;
      new Uint8Array(memory(), result, 24).fill(0);
      view().setUint8(result, CHARACTER_DEVICE);
      view().setBigUint64(result + 8, ALL_RIGHTS, true);
      return SUCCESS;
    },
    fd_fdstat_set_flags: () => SUCCESS,
    fd_prestat_get: () => BAD_FILE,
    fd_prestat_dir_name: () => BAD_FILE,
    // Nobody waits for anything but time, and that passes at once.
    poll_oneoff: (subscriptions, events, count, result) => {
      for (let at = 0; at < count; at++) {
        const subscription = subscriptions + at * 48;
        const event = events + at * 32;
        ticks +=
          view().getUint8(subscription + 8) === 0 ? view().getBigUint64(subscription + 24, true) % 1_000_000_000n : 0n;
        new Uint8Array(memory(), event, 32).fill(0);
        view().setBigUint64(event, view().getBigUint64(subscription, true), true);
        view().setUint8(event + 10, view().getUint8(subscription + 8));
      }
      view().setUint32(result, count, true);
      return SUCCESS;
    },
    sched_yield: () => SUCCESS,
    proc_exit: (status) => {
      throw new Exit(`the program ended with status ${String(status)}`);
    },
  };

  return {
    imports: Object.fromEntries(names.map((name) => [name, known[name] ?? (() => NOT_SUPPORTED)])),
    attach: (instance) => {
      program = instance.exports;
    },
    call: (name, bytes) => {
      input = bytes;
      output = [];
      written = 0;
      errors = "";
      chance = 1;
      /** @type {() => void} */ (program[name])();
      // The first call starts the program, before the clock stands where it does for all others.
      ticks = START;
      isWallRead = false;
      return Buffer.concat(output);
    },
    lastWords: () => errors,
  };
}
