/** Mermaid in a real browser, where this machine has one. */
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

/** What `draw-in-page.js` saw. Texts are those that a reader sees, in the order of the drawing. */
export interface Drawn {
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
  readonly groups: readonly string[];
  readonly arrows: number;
  /** Names of all elements. */
  readonly elements: readonly string[];
  /** Attributes that could do something or fetch something. */
  readonly handlers: number;
  /** Where the page is afterwards. */
  readonly address: string;
}

export interface Painter {
  readonly draw: (source: string) => Promise<Drawn>;
  /** What the page asked the network for; nothing of it was answered. */
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The path of a Chromium: that of `CHROMIUM_PATH`, or one of the usual names on `PATH`; `null` where there is none. */
export function findChromium(env: NodeJS.ProcessEnv): string | null {
  const named = env["CHROMIUM_PATH"] ?? "";
  if (named !== "") return named;
  const directories = (env["PATH"] ?? "").split(delimiter).filter((directory) => directory !== "");
  return NAMES.flatMap((name) => directories.map((directory) => join(directory, name))).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts the browser without a window, with one page that holds Mermaid and reaches nothing. */
export async function startPainter(executablePath: string): Promise<Painter> {
  // Continuous integration runs as root, which Chromium's sandbox refuses. The page holds nothing but our own drawings.
  const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"];
  const browser = await chromium.launch({ executablePath, args });
  const page = await browser.newPage();
  const requests: string[] = [];
  await page.route("**", (route) => {
    requests.push(route.request().url());
    return route.abort();
  });
  await page.setContent("<!doctype html><title>graph</title>");
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("mermaid/dist/mermaid.min.js") });
  await page.addScriptTag({ path: fileURLToPath(new URL("draw-in-page.js", import.meta.url)) });
  return {
    draw: (source) => page.evaluate<Drawn>(`draw(${JSON.stringify(source)})`),
    requests,
    close: () => browser.close(),
  };
}
