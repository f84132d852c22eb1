import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as kit from '../../src/kit/index.ts';

/** Shown where modules are (docs/formats.md). */
const elsewhere = new Set(['instrument']);

test('docs/kit.md names everything that instruments can call', () => {
  const page = readFileSync(new URL('../../docs/kit.md', import.meta.url), 'utf8');
  const named = new Set(Array.from(page.matchAll(/`(\w+)(?:\([^`]*\))?`/g), ([, name]) => name));
  expect(Object.keys(kit).filter((name) => !elsewhere.has(name) && !named.has(name))).toEqual([]);
});

test('docs/kit.md names every figure', () => {
  const page = readFileSync(new URL('../../docs/kit.md', import.meta.url), 'utf8');
  for (const figure of Object.keys(kit.measure({ rate: 48_000, channels: [new Float32Array(4)] }))) {
    expect(page).toContain(`| \`${figure}\``);
  }
});
