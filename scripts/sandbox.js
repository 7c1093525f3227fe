// Builds the renderers (`sandbox/`, Go) into the module that ships, `sandbox/renderer.wasm.br`, and writes its checksum.
// The same source and the same Go give the same module: `--check` builds it and compares, and says so where there is no Go
// of the version that `sandbox/go.mod` names.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const directory = fileURLToPath(new URL("../sandbox/", import.meta.url));
const shipped = join(directory, "renderer.wasm.br");
const checksums = join(directory, "renderer.sha256");

/** What the module may have: one gigabyte, in pages of 64 KiB. Go asks for more as it needs it, without an end. */
const MAX_PAGES = 16_384;

/** What the renderers say of themselves, in `.Capabilities.HelmVersion` and the label `managed-by`. */
const VERSIONS = [
  "helm.sh/helm/v4/internal/version.version=v4.1.4",
  "helm.sh/helm/v4/internal/version.gitTreeState=clean",
  "sigs.k8s.io/kustomize/api/provenance.version=v5.7.1",
];

/** The checks of `go vet` and the build need the very version, or the bytes differ. */
const toolchain = /^toolchain (\S+)$/m.exec(readFileSync(join(directory, "go.mod"), "utf8"))[1];

const environment = {
  ...process.env,
  GOTOOLCHAIN: "local",
  GOFLAGS: "-mod=readonly",
  GOWORK: "off",
  GOEXPERIMENT: "",
  GOWASM: "",
};

function go(arguments_, target = {}) {
  return execFileSync("go", arguments_, {
    cwd: directory,
    env: { ...environment, ...target },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

const wasm = { GOOS: "wasip1", GOARCH: "wasm", CGO_ENABLED: "0" };

function build() {
  const folder = mkdtempSync(join(tmpdir(), "netpol-sandbox-"));
  try {
    const output = join(folder, "renderer.wasm");
    const link = ["-s", "-w", "-buildid=", ...VERSIONS.map((version) => `-X ${version}`)].join(" ");
    const flags = ["-buildmode=c-shared", "-trimpath", "-buildvcs=false", "-ldflags", link];
    go(["build", ...flags, "-o", output, "."], wasm);
    return withMaximum(readFileSync(output), MAX_PAGES);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The module with an upper limit of its memory: Go declares none, and V8 knows no other bound of it. */
function withMaximum(module, maximum) {
  const MEMORY_SECTION = 5;
  for (let at = 8; at < module.length;) {
    const [size, body] = readNumber(module, at + 1);
    if (module[at] === MEMORY_SECTION) {
      const [memories, flags] = readNumber(module, body);
      if (memories !== 1 || module[flags] !== 0) throw new Error("the module has no memory without a maximum");
      const [minimum] = readNumber(module, flags + 1);
      const limits = [1, 1, ...number(minimum), ...number(maximum)];
      const section = Buffer.from([MEMORY_SECTION, ...number(limits.length), ...limits]);
      return Buffer.concat([module.subarray(0, at), section, module.subarray(body + size)]);
    }
    at = body + size;
  }
  throw new Error("the module has no memory");
}

/** An unsigned LEB128, and where it ends. */
function readNumber(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

function number(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The licences of all that is linked. Equal texts stand once, after all the modules that they are of. */
function licences() {
  const format = "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}";
  const modules = [...new Set(go(["list", "-deps", "-f", format, "."], wasm).split("\n"))].filter(Boolean).sort();
  const texts = new Map();
  for (const module of modules) {
    const [name, folder] = module.split("\t");
    if (folder.startsWith(directory)) continue;
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|patents)/i.test(file));
    const text = files.map((file) => readFileSync(join(folder, file), "utf8").trim()).join("\n\n");
    texts.set(text, [...(texts.get(text) ?? []), name]);
  }
  texts.set(readFileSync(join(go(["env", "GOROOT"]).trim(), "LICENSE"), "utf8").trim(), [toolchain]);
  return [...texts].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`).join(`\n${"=".repeat(80)}\n`);
}

function installed() {
  try {
    return go(["env", "GOVERSION"]).trim();
  } catch {
    return "none";
  }
}

function downloaded() {
  try {
    go(["mod", "download"]);
    return true;
  } catch {
    return false;
  }
}

/** Of the module itself, and of the file that ships; as `sha256sum` writes them. */
function sums(module, packed) {
  return `${sha256(module)}  renderer.wasm\n${sha256(packed)}  renderer.wasm.br\n`;
}

function check() {
  const version = installed();
  if (version !== toolchain) {
    console.log(`skipped: the module is built by ${toolchain}, and here is ${version}`);
    return;
  }
  if (!downloaded()) {
    console.log("skipped: the modules of Go could not be fetched");
    return;
  }
  const unformatted = execFileSync("gofmt", ["-l", "."], { cwd: directory, encoding: "utf8" });
  if (unformatted !== "") throw new Error(`gofmt would change ${unformatted}`);
  go(["vet", "."], wasm);
  const [expected] = readFileSync(checksums, "utf8").split(" ");
  const actual = sha256(build());
  if (actual !== expected) throw new Error(`the source builds ${actual}, not ${expected}: run npm run sandbox`);
  console.log("the module is what the source builds");
}

if (process.argv.includes("--check")) {
  check();
} else {
  const version = installed();
  if (version !== toolchain) throw new Error(`the module is built by ${toolchain}, and here is ${version}`);
  const module = build();
  const packed = brotliCompressSync(module, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: module.length,
    },
  });
  writeFileSync(shipped, packed);
  writeFileSync(checksums, sums(module, packed));
  writeFileSync(join(directory, "renderer.licences.txt"), licences());
  console.log(`${(module.length / 1e6).toFixed(1)} MB, ${(packed.length / 1e6).toFixed(1)} MB compressed`);
}
