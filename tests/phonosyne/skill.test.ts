import { join } from 'node:path';
import { expect, test } from 'vitest';
import { effects, familyOf, noises } from './ensemble.ts';
import { catalog, typeNames } from '../../src/dsp/index.ts';
import { skillText } from './skill-text.ts';

const skill = join(import.meta.dirname, '../../ensembles/phonosyne/skills/synthesis-graph/SKILL.md');

test('the skill of the analyzer’s model says what the catalog says', async () => {
  await expect(skillText()).toMatchFileSnapshot(skill);
  // what limits.context.skill leaves of it by default: 8,000 tokens of four bytes
  expect(Buffer.byteLength(skillText())).toBeLessThan(32_000);
});

test('the page knows the family of every node', () => {
  for (const name of typeNames) expect([name, familyOf(name)]).toEqual([name, catalog[name].family]);
});

test('designer and analyzer know all effects and noises', () => {
  const of = (family: string): string[] =>
    typeNames.filter((name) => catalog[name].family === family).toSorted();
  expect(effects.toSorted()).toEqual(of('effect'));
  expect(noises.map((name) => `${name}_noise`).toSorted()).toEqual(of('noise'));
});
