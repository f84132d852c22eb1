import { sha256 } from './digest.ts';
import { canonicalJson } from './json.ts';
import { printAddress, type PartName } from './address.ts';

/**
 * A part's seed, 0..2^32-1: the first four bytes, big end first, of the sha256 of the canonical JSON of
 * [sheet seed, address without round, round]. The same for all attempts of a part.
 */
export function seedOf(sheetSeed: number, part: PartName): number {
  const address = printAddress({ ...part, round: 1 });
  return Number.parseInt(sha256(canonicalJson([sheetSeed, address, part.round])).slice(0, 8), 16);
}
