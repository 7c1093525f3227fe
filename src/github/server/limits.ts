/** What one client, and all of them, may ask of the server before anything of them is known to be GitHub's. */
export interface FrontLimits {
  /** Bytes of one body. */
  readonly bodyBytes: number;
  /** Bytes of all bodies that are being received. */
  readonly totalBytes: number;
  readonly connections: number;
  /** Levels of objects and arrays within each other. */
  readonly nesting: number;
  readonly headersMilliseconds: number;
  /** From the first byte of a request to its last. */
  readonly requestMilliseconds: number;
  /** Between two requests of a connection. */
  readonly idleMilliseconds: number;
  /** How long a client that was refused may go on sending before its connection is cut. */
  readonly lingerMilliseconds: number;
}

export const defaultFrontLimits: FrontLimits = {
  // GitHub delivers nothing that is larger.
  bodyBytes: 25 * 1024 * 1024,
  totalBytes: 50 * 1024 * 1024,
  connections: 1000,
  // Payloads of GitHub have fewer than ten.
  nesting: 100,
  headersMilliseconds: 10_000,
  // GitHub gives up after 10 seconds, an Enterprise Server after 30.
  requestMilliseconds: 30_000,
  // Longer than the minute for which load balancers keep a connection: they must not send into one that just closed.
  idleMilliseconds: 75_000,
  lingerMilliseconds: 2000,
};
