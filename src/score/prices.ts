import type { Model, Price } from './score.ts';

/**
 * USD for a million tokens, from the provider's public price list (platform.claude.com/docs/en/about-claude/pricing and
 * the pages of the single models), as of 2026-11-21: base input, output, cache hits, and writes into the five-minute
 * cache, which is the one that is asked for. A model that is not here has no known price, and none is guessed:
 * concerto.md may state it, and what it states wins.
 */
const table: { readonly [id: string]: Price } = {
  'claude-fable-5-1': { input: 10, output: 50, cached: 0.25, written: 12.5 },
  'claude-fable-5': { input: 10, output: 50, cached: 1, written: 12.5 },
  'claude-opus-5-5': { input: 4, output: 20, cached: 0.2, written: 5 },
  'claude-opus-5': { input: 5, output: 25, cached: 0.5, written: 6.25 },
  'claude-opus-4-8': { input: 5, output: 25, cached: 0.5, written: 6.25 },
  'claude-opus-4-7': { input: 5, output: 25, cached: 0.5, written: 6.25 },
  'claude-opus-4-6': { input: 5, output: 25, cached: 0.5, written: 6.25 },
  'claude-opus-4-5': { input: 5, output: 25, cached: 0.5, written: 6.25 },
  'claude-sonnet-5-5': { input: 2, output: 10, cached: 0.1, written: 2.5 },
  'claude-sonnet-5': { input: 2, output: 10, cached: 0.2, written: 2.5 },
  'claude-sonnet-4-6': { input: 3, output: 15, cached: 0.3, written: 3.75 },
  'claude-sonnet-4-5': { input: 3, output: 15, cached: 0.3, written: 3.75 },
  'claude-haiku-5-5': {
    input: 0.1,
    output: 0.5,
    cached: 0.01,
    written: 0.125,
    long: { over: 100_000, input: 0.5, output: 2.5, cached: 0.05, written: 0.625 },
  },
  'claude-haiku-4-5': { input: 1, output: 5, cached: 0.1, written: 1.25 },
};

/** The names that are always there, and what they stand for where concerto.md says nothing else. */
const ids = { nano: 'claude-haiku-5-5', standard: 'claude-sonnet-5-5', lead: 'claude-opus-5-5' } as const;

/** By its id, or by that of the model of which it is a dated snapshot (`…-20251001`); else unknown. */
export function priceOf(id: string): Price | undefined {
  const undated = id.replace(/-\d{8}$/, '');
  return Object.hasOwn(table, undated) ? table[undated] : undefined;
}

/** A model by its id alone: at the provider's own endpoint, at the price of the table. */
export function modelById(name: string, id = name): Model {
  const price = priceOf(id);
  return { name, id, ...(price === undefined ? {} : { price }) };
}

export const defaultModels: ReadonlyMap<string, Model> = new Map(
  Object.entries(ids).map(([name, id]) => [name, modelById(name, id)]),
);
