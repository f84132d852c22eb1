/** The fifteen blueprints: what a genre asks of a song. Facts stand in `../blueprints/<id>.json`. */
import { readFileSync } from 'node:fs';

export const blueprintIds = [
  'afrobeats',
  'ccm',
  'christmas',
  'country',
  'electronic',
  'hiphop',
  'hyperpop',
  'indie_alt',
  'kids',
  'kpop',
  'latin',
  'pop',
  'pop_punk',
  'rnb',
  'rock',
];

/** @returns {Record<string, any>} */
export function blueprintOf(/** @type {string} */ id) {
  if (!blueprintIds.includes(id))
    throw new Error(`there is no blueprint ${JSON.stringify(id)}: they are ${blueprintIds.join(', ')}`);
  return JSON.parse(readFileSync(new URL(`../blueprints/${id}.json`, import.meta.url), 'utf8'));
}

/** Weights of the five scores where a blueprint says nothing else. */
export const defaultWeights = {
  hook_density: 0.25,
  singability: 0.25,
  rhyme_tightness: 0.2,
  section_completeness: 0.2,
  profanity_score: 0.1,
};

/** What an engine takes, in characters (Unicode code points) and seconds. */
export const engines = {
  suno: { style: 1000, prompt: 3000, title: 100, seconds: 240 },
  udio: { style: 800, prompt: 2500, title: 80, seconds: 180 },
  default: { style: 1000, prompt: 5000, title: 100, seconds: 300 },
};
