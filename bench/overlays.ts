/** A repository of kustomizations: bases of a workload and its policy, and an overlay of each for every environment. */
import type { Snapshot } from "../src/manifests/index.ts";

const BASES = 40;
const ENVIRONMENTS = 9;

/** Bases and overlays: 400 kustomizations, 360 of which are roots. */
export const KUSTOMIZATIONS = BASES * (ENVIRONMENTS + 1);

/** Overlays that the change touches. */
export const CHANGED = 3;

/** The repository before and after a change of three overlays: each opens another port. */
export function overlayRepositories(): { readonly base: Snapshot; readonly head: Snapshot } {
  const files = new Map<string, string>();
  for (let base = 0; base < BASES; base += 1) {
    const app = `app-${String(base)}`;
    files.set(`apps/${app}/base/kustomization.yaml`, "resources: [app.yaml, policy.yaml]\n");
    files.set(`apps/${app}/base/app.yaml`, deployment(app));
    files.set(`apps/${app}/base/policy.yaml`, policy(app));
    for (let environment = 0; environment < ENVIRONMENTS; environment += 1) {
      files.set(`apps/${app}/env-${String(environment)}/kustomization.yaml`, overlay(environment, 8080));
    }
  }
  const changed = new Map(files);
  for (let base = 0; base < CHANGED; base += 1) {
    changed.set(`apps/app-${String(base)}/env-0/kustomization.yaml`, overlay(0, 9090));
  }
  return { base: toSnapshot(files), head: toSnapshot(changed) };
}

function toSnapshot(files: ReadonlyMap<string, string>): Snapshot {
  const encoder = new TextEncoder();
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return { files: sorted.map(([path, text]) => ({ path, bytes: encoder.encode(text), blobId: text })), skipped: [] };
}

function overlay(environment: number, port: number): string {
  return `namespace: env-${String(environment)}
resources: [../base]
labels:
  - pairs: { environment: env-${String(environment)} }
    includeSelectors: true
patches:
  - target: { kind: NetworkPolicy }
    patch: |
      - { op: replace, path: /spec/ingress/0/ports/0/port, value: ${String(port)} }
`;
}

function deployment(app: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${app} }
spec:
  selector: { matchLabels: { app: ${app} } }
  template:
    metadata: { labels: { app: ${app} } }
    spec: { containers: [{ name: app, image: "registry.example.com/${app}:1" }] }
`;
}

function policy(app: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${app} }
spec:
  podSelector: { matchLabels: { app: ${app} } }
  ingress:
    - from: [{ namespaceSelector: { matchLabels: { role: gateway } } }]
      ports: [{ port: 80 }]
`;
}
