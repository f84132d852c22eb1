/** The graphs that Phonosyne's understudies make of a sheet: the same as in a session that plays it. */
import matter from 'gray-matter';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson, sha256 } from '../../dist/kit.js';
import { project } from '../shared/workspace.mjs';

const ensemble = path.join(project, 'ensembles/phonosyne');
/** A part's seed, as the design has it. */
const seedOf = (sheetSeed, address) =>
  Number.parseInt(sha256(canonicalJson([sheetSeed, address, 1])).slice(0, 8), 16);

/** @returns {Promise<{ id: string, seed: number, graph: object }[]>} the eighteen of a sheet, by default the shipped one */
export async function packOf(sheet = path.join(project, 'sheetMusic.md')) {
  const [{ default: designer }, { default: analyzer }] = await Promise.all(
    ['designer', 'analyzer'].map((name) => import(path.join(ensemble, 'scripts', `${name}.mjs`))),
  );
  const { data, content } = matter(readFileSync(sheet, 'utf8'));
  const sheetSeed = data.seed ?? 1;
  const part = (nickname) => ({
    inputs: {},
    seed: seedOf(sheetSeed, `phonosyne/${nickname}`),
    round: 1,
    attempt: 1,
    feedback: [],
  });
  const specs = designer({
    ...part('designer'),
    sheet: { title: data.title, text: content.trim(), inputs: {} },
  });
  return specs.map(({ id, description, duration }) => {
    // an output is handed on without its summary
    const { summary: _, ...graph } = analyzer({
      ...part(`analyzer[${id}]`),
      item: { id, prompt: description, duration, sample_rate: 48_000 },
    });
    return { id, seed: seedOf(sheetSeed, `phonosyne/compiler[${id}]`), graph };
  });
}
