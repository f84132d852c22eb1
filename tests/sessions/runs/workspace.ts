import { ensemble, instrument, module } from '../rig.ts';

/** A sheet with this title. */
export const sheet = (title: string, plays = 'e'): string => `---\ntitle: ${title}\nplays: [${plays}]\n---\n${title}.\n`;

const schema = {
  type: 'object',
  required: ['title', 'words'],
  properties: { title: { type: 'string' }, words: { type: 'array', items: { type: 'string' } } },
};

/** `e` counts letters, `broken` fails, `song` takes an input, `slow` waits for a file `go` above the workspace. */
export const workspace = {
  'sheetMusic.md': sheet('Nothing yet'),
  'ensembles/e/ensemble.md': ensemble('e'),
  'ensembles/e/count.md': instrument('module: count.mjs\nneeds: [sheet]'),
  'ensembles/e/count.mjs': module(
    "return { title: input.sheet.title, summary: 'counted', metrics: { length: input.sheet.title.length } };",
  ),
  'ensembles/e/end.md': instrument('module: end.mjs\nneeds: [count]\nresult: true'),
  'ensembles/e/end.mjs': module('return { length: input.inputs.count.metrics.length };'),
  'ensembles/broken/ensemble.md': ensemble('broken'),
  'ensembles/broken/fails.md': instrument('module: fails.mjs\nneeds: [sheet]'),
  'ensembles/broken/fails.mjs': module("throw new Error('it cannot');"),
  'ensembles/song/ensemble.md': ensemble('song', 'inputs: { sds: { schema: sds.schema.json } }\n'),
  'ensembles/song/sds.schema.json': JSON.stringify(schema),
  'ensembles/song/sing.md': instrument('module: sing.mjs\nneeds: [sheet]'),
  'ensembles/song/sing.mjs': module("return input.sheet.inputs.sds.words.join(' ');"),
  'ensembles/slow/ensemble.md': ensemble('slow'),
  'ensembles/slow/first.md': instrument('command: [sh, played.sh]\nneeds: [sheet]'),
  'ensembles/slow/waits.md': instrument('command: [sh, waits.sh]\nneeds: [first]'),
  'ensembles/slow/last.md': instrument('command: [sh, played.sh]\nneeds: [waits]'),
};

/** The scripts of `slow`, which note each playing in `<outside>/effects`. */
export const slowScripts = (outside: string): Record<string, string> => {
  const played = `#!/bin/sh\necho "$SIMPHONY_PART" >> '${outside}/effects'\n`;
  return {
    'ensembles/slow/played.sh': `${played}echo 1\n`,
    'ensembles/slow/waits.sh': `${played}while [ ! -e '${outside}/go' ]; do sleep 0.05; done\necho 1\n`,
  };
};
