/**
 * A rule of the API server that an object breaks. `message` is the server's, such as `spec…port: Invalid value: 0:
 * …`.
 */
export interface Violation {
  readonly message: string;
  /** Where the offending value starts in the text of the file. */
  readonly offset: number;
}

type Shown = string | number | boolean | readonly string[];

/** Source: apimachinery `field.Invalid`. */
export function invalid(path: string, value: Shown, detail: string, offset: number): Violation {
  return { message: `${path}: Invalid value: ${JSON.stringify(value)}: ${detail}`, offset };
}

/** `detail` may be empty. Source: apimachinery `field.Required`. */
export function required(path: string, detail: string, offset: number): Violation {
  return { message: `${path}: Required value${detail === "" ? "" : `: ${detail}`}`, offset };
}

/** Source: apimachinery `field.Forbidden`. */
export function forbidden(path: string, detail: string, offset: number): Violation {
  return { message: `${path}: Forbidden: ${detail}`, offset };
}

/** Source: apimachinery `field.NotSupported`. */
export function unsupported(path: string, value: string, supported: readonly string[], offset: number): Violation {
  const words = supported.map((word) => JSON.stringify(word)).join(", ");
  return { message: `${path}: Unsupported value: ${JSON.stringify(value)}: supported values: ${words}`, offset };
}

/** Source: apimachinery `field.Duplicate`. */
export function duplicate(path: string, value: string, offset: number): Violation {
  return { message: `${path}: Duplicate value: ${JSON.stringify(value)}`, offset };
}

/** Source: apimachinery `field.TooLong`. */
export function tooLong(path: string, limit: number, offset: number): Violation {
  return { message: `${path}: Too long: may not be more than ${String(limit)} bytes`, offset };
}
