/** From two snapshots to what a report of the change is made from; the same for every door. */
export { diffRoot } from "./diff-root.ts";
export { judgeChange } from "./judge-change.ts";
export { isEmpty, readChange, type ChangeReading } from "./read-change.ts";
