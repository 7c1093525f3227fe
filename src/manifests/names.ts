/**
 * The grammars of names, label keys and label values. Every function gives the API server's messages, none for a good
 * value.
 * Source: apimachinery `util/validation`, `api/validate/content`.
 */

const LABEL_PART = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const DNS_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const DNS_SUBDOMAIN = `${DNS_LABEL}(\\.${DNS_LABEL})*`;

const labelPart = new RegExp(`^(?:${LABEL_PART})$`);
const dnsLabel = new RegExp(`^(?:${DNS_LABEL})$`);
// The same language as DNS_SUBDOMAIN, written without nested repetition so that no input makes it slow.
const isSubdomain = (text: string): boolean =>
  dnsLabel.test(text) || text.split(".").every((part) => dnsLabel.test(part));

const CHARACTERS =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

const LABEL_NAME_RULE = `${CHARACTERS} ${examples(["MyName", "my.name", "123-abc"], LABEL_PART)}`;

/** A label key: `[prefix/]name`. */
export function labelKeyProblems(key: string): readonly string[] {
  // Most keys have no prefix and nothing wrong.
  if (key.length <= 63 && labelPart.test(key)) return [];
  const parts = key.split("/");
  if (parts.length > 2) {
    return [
      `a valid label key ${LABEL_NAME_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1) ?? "";
  const problems: string[] = [];
  if (parts.length === 2) {
    const prefix = parts[0] ?? "";
    if (prefix === "") problems.push("prefix part must be non-empty");
    else problems.push(...subdomainProblems(prefix).map((problem) => `prefix part ${problem}`));
  }
  if (name === "") problems.push("name part must be non-empty");
  else if (isLonger(name, 63)) problems.push("name part must be no more than 63 bytes");
  if (!labelPart.test(name)) problems.push(`name part ${LABEL_NAME_RULE}`);
  return problems;
}

/** A label value; `""` is one. */
export function labelValueProblems(value: string): readonly string[] {
  const problems: string[] = [];
  if (isLonger(value, 63)) problems.push("must be no more than 63 bytes");
  if (value !== "" && !labelPart.test(value)) {
    problems.push(
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', " +
        "and must start and end with an alphanumeric character " +
        examples(["MyValue", "my_value", "12345"], `(${LABEL_PART})?`),
    );
  }
  return problems;
}

/** A DNS-1123 subdomain: the names of most objects. */
export function subdomainProblems(name: string): readonly string[] {
  const problems: string[] = [];
  if (isLonger(name, 253)) problems.push("must be no more than 253 bytes");
  if (!isSubdomain(name)) {
    problems.push(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', " +
        `and must start and end with an alphanumeric character ${examples(["example.com"], DNS_SUBDOMAIN)}`,
    );
  }
  return problems;
}

/** A DNS-1123 label: the names of namespaces. */
export function namespaceNameProblems(name: string): readonly string[] {
  const problems: string[] = [];
  if (isLonger(name, 63)) problems.push("must be no more than 63 bytes");
  if (dnsLabel.test(name)) return problems;
  if (isSubdomain(name)) return [...problems, "must not contain dots"];
  problems.push(
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', " +
      `and must start and end with an alphanumeric character ${examples(["my-name", "123-abc"], DNS_LABEL)}`,
  );
  return problems;
}

/** A port name (IANA service name). */
export function portNameProblems(name: string): readonly string[] {
  const problems: string[] = [];
  if (isLonger(name, 15)) problems.push("must be no more than 15 characters");
  if (!/^[-a-z0-9]+$/.test(name)) {
    problems.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  }
  if (!/[a-z]/.test(name)) problems.push("must contain at least one letter (a-z)");
  if (name.includes("--")) problems.push("must not contain consecutive hyphens");
  if (name.startsWith("-") || name.endsWith("-")) problems.push("must not begin or end with a hyphen");
  return problems;
}

/** Printable ASCII, of which each character is one byte. */
const ASCII = /^[ -~]*$/;
const encoder = new TextEncoder();

/** The length that the API server counts. */
export function bytes(text: string): number {
  return ASCII.test(text) ? text.length : encoder.encode(text).length;
}

/** Whether a text has more bytes than that; most texts need no counting. */
function isLonger(text: string, limit: number): boolean {
  return text.length > limit || (text.length * 3 > limit && bytes(text) > limit);
}

function examples(words: readonly string[], pattern: string): string {
  return `(e.g. ${words.map((word) => `'${word}', `).join(" or ")}regex used for validation is '${pattern}')`;
}
