import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { mistake, refused, type Answer } from '../answer.ts';
import * as templates from '../templates.ts';
import type { World } from '../world.ts';
import { nextLines } from './reading.ts';
import { takeBack, writeNew, type StartingFile } from './starting-files.ts';

const isName = (text: string): boolean => /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(text);

const badName = (what: string, name: string): Answer =>
  refused([
    mistake(
      'bad_name',
      `\`${name}\` can't name ${what}: a name begins with a letter and has at most 40 letters, digits, \`_\` and \`-\``,
    ),
  ]);

const first = 'draft';

export async function newEnsemble(world: World, name: string): Promise<Answer> {
  if (!isName(name)) return badName('an ensemble', name);
  const same = (await ensemblesIn(world.folder)).find((one) => one.toLowerCase() === name.toLowerCase());
  if (same !== undefined)
    return refused([
      mistake('name_taken', `there is an ensemble \`${same}\` already, in ensembles/${same}/`),
    ]);
  const folder = `ensembles/${name}`;
  return writeChecked(
    world,
    [
      { path: `${folder}/ensemble.md`, content: templates.ensemble(name) },
      { path: `${folder}/${first}.md`, content: templates.instrument(first, true) },
      { path: `${folder}/scripts/${first}.mjs`, content: templates.instrumentModule },
    ],
    [
      `write \`plays: [${name}]\` into the front matter of sheetMusic.md, or a line \`- @${name} …\` below it`,
      '`simphony play` plays it',
    ],
  );
}

export async function newInstrument(world: World, address: string, kind = 'script'): Promise<Answer> {
  const [ensemble = '', nickname, ...rest] = address.split('/');
  if (nickname === undefined || rest.length > 0) {
    return refused([
      mistake(
        'bad_name',
        `\`${address}\` names no instrument: write <ensemble>/<nickname>, such as \`research/poet\``,
      ),
    ]);
  }
  if (!isName(nickname)) return badName('an instrument', nickname);
  const ensembles = await ensemblesIn(world.folder);
  if (!ensembles.includes(ensemble)) {
    const known = ensembles.length === 0 ? 'there is none yet' : `there are: ${ensembles.join(', ')}`;
    return refused([
      mistake(
        'unknown_ensemble',
        `there is no ensemble \`${ensemble}\`; ${known}`,
        `simphony new ensemble ${isName(ensemble) ? ensemble : '<name>'}`,
      ),
    ]);
  }
  const folder = `ensembles/${ensemble}`;
  const module = { path: `${folder}/scripts/${nickname}.mjs`, content: templates.instrumentModule };
  const { content, besides, plays } = startsOf(kind, nickname);
  return writeChecked(
    world,
    [{ path: `${folder}/${nickname}.md`, content }, ...(besides === 'a module' ? [module] : [])],
    [`\`simphony explain ${ensemble}/${nickname}\` says when it would play`, plays],
  );
}

/** What an instrument of a kind starts as, and how it plays then. */
function startsOf(
  kind: string,
  nickname: string,
): { readonly content: string; readonly besides: 'a module' | 'nothing'; readonly plays: string } {
  switch (kind) {
    case 'model':
      return {
        content: templates.modelInstrument(nickname),
        besides: 'a module',
        plays: '`simphony play` plays it: the model where ANTHROPIC_API_KEY is set, else its understudy',
      };
    case 'dsp':
      return {
        content: templates.soundInstrument(nickname),
        besides: 'nothing',
        plays: `\`simphony play\` renders it to \`output/<slug>/${nickname}.wav\``,
      };
    default:
      return {
        content: templates.instrument(nickname, false),
        besides: 'a module',
        plays: '`simphony play` plays it',
      };
  }
}

async function ensemblesIn(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(folder, 'ensembles'), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/**
 * Writes all of the files or none. Which names are taken by the expression language and the machine is the score's
 * to say, so the score is asked: what it finds wrong in the new files takes them back.
 */
async function writeChecked(
  world: World,
  files: readonly StartingFile[],
  steps: readonly string[],
): Promise<Answer> {
  const { written, left } = await writeNew(world.folder, files);
  if (left.length > 0) {
    await takeBack(world.folder, written);
    return refused(left.map((file) => mistake('file_there', `${file} is there already and was not touched`)));
  }
  const conductor = await world.conductor();
  const found = await conductor.check(world.folder);
  const ours = found.filter(
    ({ at, severity }) => severity === 'mistake' && at !== undefined && written.includes(at.file),
  );
  if (ours.length > 0) {
    await takeBack(world.folder, written);
    return refused(ours);
  }
  return {
    code: 0,
    data: { written, next: steps },
    diagnostics: [],
    text: (paint) => [`${paint.green('wrote')} ${written.join(', ')}`, ...nextLines(steps, paint)].join('\n'),
  };
}
