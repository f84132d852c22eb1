import type { Address } from './address.ts';
import { digestOf, type Key } from './digest.ts';

/**
 * What tells a service that two requests are one: a function of the part, its key and which of its attempts under that
 * key this is. `instead` names the accepted take that a person asked to have once more under the same key.
 *
 * The shape is that of a UUID of version 8 (RFC 9562, 5.8), because there are services that take nothing else.
 */
export function idempotencyKeyOf(part: Address, key: Key, nth: number, instead?: string): string {
  const hex = digestOf(['idempotency', part, key, nth, instead ?? null]);
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
