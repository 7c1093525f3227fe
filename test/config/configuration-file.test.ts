import { expect, it } from "vitest";
import { CONFIG_PATH, configurationFile } from "../../src/config/index.ts";

const file = { path: CONFIG_PATH, bytes: new Uint8Array(), blobId: "a" };
const other = { ...file, path: `k8s/${CONFIG_PATH}` };

it("is found by its path", () => {
  expect(configurationFile({ files: [other, file], skipped: [] })).toEqual({ type: "file", file });
  expect(configurationFile({ files: [other], skipped: [] })).toEqual({ type: "none" });
});

it.each([CONFIG_PATH, ".github"])("is not known when %s could not be read", (path) => {
  const skipped = [{ path, reason: "not a regular file" }];
  expect(configurationFile({ files: [other], skipped })).toEqual({ type: "unread", reason: "not a regular file" });
});

it.each(["k8s", ".git", ".github/workflows", `${CONFIG_PATH}.yaml`])(
  "is not there when only %s was left out",
  (path) => {
    expect(configurationFile({ files: [], skipped: [{ path, reason: "" }] })).toEqual({ type: "none" });
  },
);
