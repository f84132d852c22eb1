import { ensemble, instrument, module } from '../rig.ts';

/** The instrument of a sound. */
export const sound = (frontMatter: string, body = 'A bell, struck once.\n'): string =>
  instrument(frontMatter, body).replace('kind: script', 'kind: dsp');

export const sheet = (more = ''): string => `---\ntitle: Bells\nplays: [studio]\n${more}---\nBells.\n`;

/** A workspace of one ensemble, `studio`. */
export const studio = (files: Readonly<Record<string, string>>): Record<string, string> => ({
  'sheetMusic.md': sheet(),
  'ensembles/studio/ensemble.md': ensemble('studio'),
  ...files,
});

/** A script of the studio that returns what its source says. */
export const giving = (name: string, source: string, frontMatter = ''): Record<string, string> => ({
  [`ensembles/studio/${name}.md`]: instrument(`module: ${name}.mjs\nneeds: []\n${frontMatter}`),
  [`ensembles/studio/${name}.mjs`]: module(`return ${source};`),
});

/** Programs that bring a valid sound, and those that do not. */
export const faust = {
  good: 'import("stdfaust.lib");\nprocess = os.osc(220) * 0.4 * (1 + 0.5 * os.osc(3)) / 1.5;',
  syntax: 'import("stdfaust.lib");\nprocess = os.osc(220 * 0.4;',
  hot: 'import("stdfaust.lib");\nprocess = os.osc(220) * 1.7;',
  silent: 'process = 0;',
} as const;

export const python = {
  good: 'import numpy as np\n\ndef render(duration, sample_rate, rng):\n    t = np.arange(round(duration * sample_rate)) / sample_rate\n    return 0.4 * np.sin(2 * np.pi * 220 * t) * (0.8 + 0.2 * rng.random())\n',
  syntax: 'import numpy as np\n\ndef render(duration, sample_rate, rng)\n    return np.zeros(3)\n',
  hot: 'import numpy as np\n\ndef render(duration, sample_rate, rng):\n    t = np.arange(round(duration * sample_rate)) / sample_rate\n    return 1.7 * np.sin(2 * np.pi * 220 * t)\n',
  silent: 'import numpy as np\n\ndef render(duration, sample_rate, rng):\n    return np.zeros(round(duration * sample_rate))\n',
} as const;
