import { isWholeFamily, subtract } from "./addresses.ts";
import type { AddressRange, IpBlockPeer } from "./model.ts";
import { NO, UNKNOWN, YES, type Ternary } from "./ternary.ts";

/** Whether an ipBlock covers an endpoint: as far as the manifests tell, and as the product assumes where they do not. */
export interface Coverage {
  readonly strict: Ternary;
  readonly assumed: Ternary;
}

/**
 * Whether an ipBlock covers a pod (or node) whose address is not known, given the ranges such addresses come from.
 *
 * Ranges known: yes when all those of the block's family lie inside, no when all lie outside or are excepted, otherwise
 * unknown. Ranges not known: unknown; assumed to be inside only when the block is a whole family without exceptions.
 */
export function coverUnknownAddress(block: IpBlockPeer, ranges: readonly AddressRange[]): Coverage {
  if (ranges.length === 0) {
    const whole = isWholeFamily(block.cidr) && block.except.length === 0;
    return { strict: UNKNOWN, assumed: whole ? YES : NO };
  }
  const verdict = coverRanges(
    block,
    ranges.filter((range) => range.family === block.cidr.family),
  );
  return { strict: verdict, assumed: verdict };
}

function coverRanges(block: IpBlockPeer, ranges: readonly AddressRange[]): Ternary {
  const outside = subtract(ranges, subtract([block.cidr], block.except));
  if (outside.length === 0 && ranges.length > 0) return YES;
  const size = (list: readonly AddressRange[]): bigint =>
    list.reduce((sum, range) => sum + range.last - range.first + 1n, 0n);
  return size(outside) === size(ranges) ? NO : UNKNOWN;
}
