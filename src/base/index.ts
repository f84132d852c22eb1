/**
 * base/: the words everyone uses.
 * In and out: plain values: addresses, spans, diagnostics, canonical JSON, digests, seeds, takes.
 * Never: I/O, a clock, chance, anything that knows a room above.
 */
export type * from './accepted.ts';
export * from './address.ts';
export * from './bounded.ts';
export * from './diagnostic.ts';
export * from './digest.ts';
export * from './flatten.ts';
export type * from './grounds.ts';
export * from './idempotency-key.ts';
export * from './json.ts';
export * from './known-contents.ts';
export * from './nearest.ts';
export * from './order.ts';
export * from './seed.ts';
export * from './slug.ts';
export * from './summarise.ts';
export * from './take.ts';
export * from './tokens.ts';
export * from './unreachable.ts';
export * from './usage.ts';
