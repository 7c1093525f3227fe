/** Repositories as text, and plans as lines. */
import { createFileReader, type Diagnostic } from "../../../src/manifests/index.ts";
import { planRoots, type EnvironmentSetting, type Plans, type RootPlan } from "../../../src/render/roots/index.ts";
import { snapshot } from "../../manifests/files.ts";

export type Files = Readonly<Record<string, string>>;

export function plan(base: Files, head: Files = base, environments: readonly EnvironmentSetting[] = []): Plans {
  return planRoots(snapshot(base), snapshot(head), { environments, reader: createFileReader() });
}

/** `name type <- inputs`, of every root of the head. */
export function roots(files: Files): readonly string[] {
  return plan(files).head.map(lineOf);
}

export function lineOf({ name, type, inputs }: RootPlan): string {
  return `${name} ${type} <- ${inputs.join(" ")}`;
}

export function names(plans: readonly RootPlan[]): readonly string[] {
  return plans.map(({ name }) => name);
}

/** `path severity code`. */
export function remarks(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ path, severity, code }) => `${path} ${severity} ${code}`);
}

export function policy(name: string, namespace = "shop"): string {
  return (
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: ${namespace}}\n` +
    "spec: {podSelector: {}, policyTypes: [Ingress]}\n"
  );
}

export function deployment(name: string): string {
  return (
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: shop}\n` +
    `spec: {selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}, ` +
    "spec: {containers: [{name: c, image: i}]}}}\n"
  );
}

export const NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";
export const CHART = "apiVersion: v2\nname: web\nversion: 1.0.0\n";
