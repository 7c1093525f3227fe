import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import addFormatsModule from "ajv-formats";
import openapi from "./openapi.json" with { type: "json" };

/** One operation of GitHub's description, e.g. `checks/create`. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly definition: OperationDefinition;
}

interface OperationDefinition {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly schema?: Schema };
  readonly responses: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
  /** The value may hold slashes. */
  readonly "x-multi-segment"?: boolean;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

export interface Match {
  readonly operation: Operation;
  /** Values of the path's parameters, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** GitHub's description: which operation a request is, and what is wrong with requests, answers and webhooks. */
export interface Description {
  match(method: string, path: string): Match | null;
  /** One sentence for each thing that the description does not allow; empty when all is well. */
  requestErrors(match: Match, query: URLSearchParams, body: unknown): readonly string[];
  responseErrors(operation: Operation, status: number, body: unknown): readonly string[];
  webhookErrors(event: string, action: string, payload: unknown): readonly string[];
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationDefinition>>>>;
  readonly webhooks: Readonly<Record<string, Schema>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const described = openapi as unknown as Described;

/** Answers that GitHub gives everywhere and describes nowhere: bad tokens, limits, its own failures. */
const ANYWHERE = new Set([400, 401, 403, 404, 409, 410, 422, 429, 500, 502, 503]);

export function readDescription(): Description {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  // The package is CommonJS: its function is the default export itself when run, and a property to the compiler.
  const addFormats = addFormatsModule as unknown as (ajv: Ajv) => Ajv;
  addFormats(ajv);
  ajv.addSchema(described, "github");
  const compiled = new Map<string, ValidateFunction>();
  const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, definition]) => patternOf(method.toUpperCase(), path, definition)),
  );

  /** Checks a value against the schema at a JSON pointer into the description. Compiled when first needed. */
  function errorsAt(where: string, pointer: readonly string[], value: unknown): string[] {
    const key = `github#/${pointer.map((part) => encodeURIComponent(part.replace(/~/g, "~0").replace(/\//g, "~1"))).join("/")}`;
    let validate = compiled.get(key);
    if (validate === undefined) compiled.set(key, (validate = ajv.compile({ $ref: key })));
    return validate(value) ? [] : (validate.errors ?? []).slice(0, 5).map((error) => sentence(where, error));
  }

  return {
    match(method, path) {
      for (const { operation, pattern } of operations) {
        const groups = operation.method === method ? pattern.exec(path) : null;
        if (groups === null) continue;
        const parameters = Object.entries<string | undefined>(groups.groups ?? {});
        return {
          operation,
          parameters: Object.fromEntries(parameters.map(([key, text = ""]) => [key, decoded(text)])),
        };
      }
      return null;
    },

    requestErrors({ operation, parameters }, query, body) {
      const { definition, path, method } = operation;
      const pointer = ["paths", path, method.toLowerCase()];
      const errors = [...query.keys()]
        .filter((key) => !definition.parameters.some((parameter) => parameter.in === "query" && parameter.name === key))
        .map((key) => `query: \`${key}\` is not a parameter`);
      definition.parameters.forEach((parameter, index) => {
        const text = parameter.in === "query" ? query.get(parameter.name) : (parameters[parameter.name] ?? null);
        if (text === null) return;
        const value = parameter.schema.type === "integer" && /^-?\d+$/.test(text) ? Number(text) : text;
        const at = [...pointer, "parameters", String(index), "schema"];
        errors.push(...errorsAt(`${parameter.in} parameter \`${parameter.name}\``, at, value));
      });
      const { requestBody } = definition;
      if (body === undefined) return requestBody?.required === true ? [...errors, "body: there is none"] : errors;
      if (requestBody?.schema === undefined) return isEmpty(body) ? errors : [...errors, "body: there should be none"];
      return [
        ...errors,
        ...errorsAt("body", [...pointer, "requestBody", "schema"], body),
        ...unknownKeys([requestBody.schema], body, "body"),
      ];
    },

    responseErrors({ path, method, definition }, status, body) {
      const answer = definition.responses[String(status)];
      if (answer === undefined)
        return ANYWHERE.has(status) ? messageErrors(body) : [`status ${status} is not described`];
      if (answer.schema === undefined) return [];
      return errorsAt(
        `answer ${status}`,
        ["paths", path, method.toLowerCase(), "responses", String(status), "schema"],
        body,
      );
    },

    webhookErrors(event, action, payload) {
      const name = `${event}-${action}`.replaceAll("_", "-");
      if (described.webhooks[name] === undefined) return [`there is no webhook \`${name}\``];
      return errorsAt(`webhook \`${name}\``, ["webhooks", name], payload);
    },
  };
}

function patternOf(
  method: string,
  path: string,
  definition: OperationDefinition,
): { operation: Operation; pattern: RegExp } {
  const source = path.replace(/\/\{(\w+)\}/g, (_, name: string) => {
    const parameter = definition.parameters.find((candidate) => candidate.name === name);
    // The contents of the root directory have an empty path.
    return parameter?.["x-multi-segment"] === true ? `(?:/(?<${name}>.*))?` : `/(?<${name}>[^/]+)`;
  });
  return { operation: { id: definition.operationId, method, path, definition }, pattern: new RegExp(`^${source}$`) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function sentence(where: string, { instancePath, message = "is wrong", params }: ErrorObject): string {
  return `${where}${instancePath}: ${message} ${JSON.stringify(params)}`;
}

function messageErrors(body: unknown): string[] {
  const hasMessage = typeof body === "object" && body !== null && "message" in body;
  return hasMessage ? [] : ["an error without a message"];
}

function isEmpty(body: unknown): boolean {
  return typeof body === "object" && body !== null && Object.keys(body).length === 0;
}

/** Keys that no schema names: GitHub ignores them, so that a typing error would go unnoticed. */
function unknownKeys(schemas: readonly Schema[], value: unknown, at: string): string[] {
  const all = schemas.flatMap(alternatives);
  if (Array.isArray(value)) {
    const items = all.flatMap(({ items: schema }) => (schema === undefined ? [] : [schema]));
    return value.flatMap((item, index) => unknownKeys(items, item, `${at}/${index}`));
  }
  if (typeof value !== "object" || value === null || all.every(({ properties }) => properties === undefined)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const named = all.flatMap(({ properties }) => properties?.[key] ?? []);
    return named.length === 0 ? [`${at}: \`${key}\` is not described`] : unknownKeys(named, inner, `${at}/${key}`);
  });
}

/** A schema and all that are combined with it, references followed. */
function alternatives(schema: Schema): Schema[] {
  const { $ref } = schema;
  if ($ref !== undefined) {
    const target = described.components.schemas[$ref.slice("#/components/schemas/".length)];
    return target === undefined ? [] : alternatives(target);
  }
  const { allOf = [], anyOf = [], oneOf = [] } = schema;
  return [schema, ...[...allOf, ...anyOf, ...oneOf].flatMap(alternatives)];
}
