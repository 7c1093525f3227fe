/** Loaded before a measured command (`--import`): writes its peak memory in kilobytes to the file named in `BENCH_PEAK_FILE`. */
import { writeFileSync } from "node:fs";

const file = process.env["BENCH_PEAK_FILE"];
if (file !== undefined) process.on("exit", () => writeFileSync(file, String(process.resourceUsage().maxRSS)));
