/**
 * What every benchmark shares as a command: its options, what it says while it measures (stderr), and its tables
 * (stdout). A benchmark is a function of options that gives `{ tables, targets }`; `all.mjs` calls the same one.
 */
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { figure, times } from './figures.mjs';
import { table } from './table.mjs';

const known = {
  steps: { type: 'string' },
  rounds: { type: 'string' },
  only: { type: 'string' },
  folder: { type: 'string' },
  cache: { type: 'string' },
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

const help = `
  --steps 100,1000   how many steps; one table each
  --rounds 5         how often each contender plays, in turns
  --only simphony    contenders whose name contains one of these words, by commas
  --folder <path>    where the workspaces are made (default: the system's folder for temporary files)
  --cache <path>     where what takes long to make is kept for the next run
  --quick            a few steps, to see that it works
  --json             the figures instead of the tables
`;

export function readOptions(words, more = {}) {
  const { values } = parseArgs({ args: words, options: { ...known, ...more } });
  const numbers = (text) => text?.split(',').map(whole);
  return {
    ...values,
    steps: numbers(values.steps),
    rounds: values.rounds === undefined ? undefined : whole(values.rounds),
    only: values.only?.toLowerCase().split(','),
    folder: path.resolve(values.folder ?? realpathSync(tmpdir())),
    say: (line) => process.stderr.write(`${line}\n`),
  };
}

function whole(text) {
  const number = Number(text.replaceAll('_', ''));
  if (!Number.isInteger(number) || number < 1) throw new Error(`${text} is no whole number above 0`);
  return number;
}

/** The contenders that `--only` leaves. */
export const chosen = (contenders, { only }) =>
  only === undefined
    ? contenders
    : contenders.filter(({ name }) => only.some((word) => name.toLowerCase().includes(word)));

/** Runs the benchmark when its file is the command; does nothing when it was imported. */
export async function asCommand(meta, bench, about) {
  if (process.argv[1] === undefined || realpathSync(process.argv[1]) !== fileURLToPath(meta.url)) return;
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${about}\n${help}`);
    return;
  }
  const failures = [];
  const result = await bench({ ...options, failed: (name) => failures.push(name) });
  process.stdout.write(options.json ? `${JSON.stringify(result, undefined, 2)}\n` : `${asText(result)}\n`);
  if (failures.length > 0) process.exitCode = 1;
}

/** Tables, then each target with what was measured against it. */
export function asText({ tables, targets = [], notes = [] }) {
  return [
    ...tables.map(table),
    ...(notes.length > 0 ? [notes.join('\n')] : []),
    ...(targets.length > 0 ? [targets.map(targetLine).join('\n')] : []),
  ].join('\n\n');
}

export const targetLine = ({ what, wanted, got, met }) =>
  `- ${what}: ${got} (wanted: ${wanted}) – ${met === undefined ? 'not measured' : met ? 'met' : 'not met'}`;

/** A ratio and the most that it may be; NaN where nothing was measured. */
export const target = (what, got, most, wanted = `at most ${shown(most)}`) => ({
  what,
  wanted,
  got: Number.isNaN(got) ? '–' : shown(got),
  met: Number.isNaN(got) ? undefined : got <= most,
});

const shown = (value) => (value < 0.5 ? `1/${figure(1 / value)}` : times(value));
