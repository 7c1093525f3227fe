/** `npm run --silent mistakes` prints the table. */
import { outcomes, toTable } from "./table.ts";

process.stdout.write(toTable(await outcomes()));
