/** Loaded before the server where memory is measured (`--import`): on SIGUSR2 it lets go of all that nothing holds. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
process.on("SIGUSR2", () => {
  collect();
  // Whoever asked waits for this line.
  process.stdout.write("collected\n");
});
