// Numbers as Go's strconv reads them for go-yaml v2, and keys as sigs.k8s.io/yaml writes them.

const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

/**
 * An integer of 64 bits (unsigned or signed): decimal, `0x`, `0o`, `0b`, octal behind a leading 0; `_` is ignored. Null
 * when the text is none (`08` is not octal: `readFloat` reads it). Beyond 2^53 the value is a bigint.
 */
export function readInteger(text: string): number | bigint | null {
  const dense = text.includes("_") && /^[-+\d]/.test(text) ? text.replaceAll("_", "") : text;
  const [, sign, hex, octal, binary, decimal] =
    /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9]\d*))$/.exec(dense) ?? [];
  if (sign === undefined) return null;
  if (decimal !== undefined && decimal.length < 16) return sign === "-" ? 0 - Number(decimal) : Number(decimal);
  const digits = decimal ?? (hex !== undefined ? `0x${hex}` : octal !== undefined ? `0o${octal}` : `0b${binary ?? ""}`);
  // 64 binary digits are the longest that can fit when leading zeros are gone; BigInt of a long text is quadratic.
  if (digits.replace(/^0[xob]0*/, "").length > 64) return null;
  const value = sign === "-" ? -BigInt(digits) : BigInt(digits);
  if (value < INT64_MIN || value > UINT64_MAX || (sign === "+" && value > 2n ** 63n - 1n)) return null;
  return narrow(value);
}

/** A number where that is exact, else the bigint. */
export function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A decimal floating point number; null when the text is none or beyond a double (`1e400` stays text). */
export function readFloat(text: string): number | null {
  const dense = text.startsWith(".") ? text : text.replaceAll("_", "");
  if (!/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(dense)) return null;
  const value = Number(dense);
  return Number.isFinite(value) ? value : null;
}

/** Whether `!!timestamp` accepts the text. */
export function isTimestamp(text: string): boolean {
  const [, month, day, hour, minute, second] =
    /^\d{4}-(\d\d?)-(\d\d?)(?:(?:[Tt ])(\d\d?):(\d\d?):(\d\d?)(?:\.\d*)?(?:Z|[-+]\d\d:\d\d)?)?$/.exec(text) ?? [];
  if (month === undefined) return false;
  const inside = (part: string | undefined, most: number): boolean => part === undefined || Number(part) <= most;
  return inside(month, 12) && inside(day, 31) && inside(hour, 23) && inside(minute, 59) && inside(second, 59);
}

/** A floating point key as text: Go's `FormatFloat(key, 'g', -1, 32)`, so with the precision of 32 bits. */
export function floatKey(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? ".inf" : "-.inf";
  if (single === 0) return Object.is(value, -0) ? "-0" : "0";
  let precision = 1;
  while (Math.fround(Number(single.toPrecision(precision))) !== single) precision++;
  const [mantissa = "", exponent = ""] = single.toExponential(precision - 1).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return plainDecimal(mantissa, power);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function plainDecimal(mantissa: string, power: number): string {
  const negative = mantissa.startsWith("-");
  const digits = mantissa.replace(/[-.]/g, "");
  const text =
    power < 0
      ? `0.${"0".repeat(-power - 1)}${digits}`
      : digits.length <= power + 1
        ? digits.padEnd(power + 1, "0")
        : `${digits.slice(0, power + 1)}.${digits.slice(power + 1)}`;
  return negative ? `-${text}` : text;
}
