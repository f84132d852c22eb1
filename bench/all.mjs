/**
 * Every benchmark, one after the other: `node bench/all.mjs [--quick] [--write]`.
 *
 * With `--write` the figures go into bench/results.json, and the tables of all that is in there into
 * docs/performance.md, between the marks of each benchmark; everything else on that page is left alone. So a
 * benchmark can be measured alone, and the others stand as they were, each with its own date.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { bench as bytes } from './bytes.mjs';
import { bench as chain } from './chain.mjs';
import { bench as dsp } from './dsp/numpy.mjs';
import { bench as flat } from './flat.mjs';
import { bench as independent } from './independent.mjs';
import { bench as large } from './large.mjs';
import { bench as rerun } from './rerun.mjs';
import { bench as save } from './save.mjs';
import { machineText, measuredOn } from './shared/machine.mjs';
import { asText, readOptions, targetLine } from './shared/main.mjs';
import { project } from './shared/workspace.mjs';
import { bench as startup } from './startup.mjs';
import { bench as tokens } from './tokens.mjs';

/** In the order in which they run: what is quick, and what suffers most from a busy disk, comes first. */
const benches = { tokens, startup, dsp, save, rerun, chain, independent, flat, bytes, large };

const options = readOptions(process.argv.slice(2), {
  write: { type: 'boolean', default: false },
  benches: { type: 'string' },
  page: { type: 'string', default: path.join(project, 'docs/performance.md') },
  results: { type: 'string', default: path.join(project, 'bench/results.json') },
});
const wanted = options.benches?.split(',') ?? Object.keys(benches);
const unknown = wanted.filter((name) => benches[name] === undefined);

if (options.help || unknown.length > 0) {
  process.stdout.write(
    `Every benchmark: ${Object.keys(benches).join(', ')}.\n\n` +
      '  --benches chain    only these, by commas\n' +
      '  --write            put the figures into bench/results.json and the tables into docs/performance.md\n' +
      '  --quick            a few steps, to see that it works\n',
  );
  process.exit(unknown.length > 0 ? 2 : 0);
}

const began = performance.now();
const now = measuredOn(options);
const known = options.write ? await readResults(options.results) : {};
const failures = [];
process.stdout.write(`${machineText(now)}\n`);
for (const name of wanted) {
  const failed = (contender, error) => failures.push(`${name}: ${contender}: ${error.message}`);
  try {
    const { tables, targets = [] } = await benches[name]({ ...options, failed });
    known[name] = { ...now, tables, targets };
  } catch (error) {
    failures.push(`${name}: ${error.stack}`);
    continue;
  }
  process.stdout.write(`\n## ${name}\n\n${asText(known[name])}\n`);
  // after each, so that an hour of measuring is not lost with the next one
  if (options.write) await write(known);
}
process.stderr.write(`${Math.round((performance.now() - began) / 1000)} s\n`);
for (const failure of failures) process.stderr.write(`failed: ${failure}\n`);
if (failures.length > 0) process.exitCode = 1;

async function readResults(file) {
  const text = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  return JSON.parse(text);
}

async function write(results) {
  await writeFormatted(options.results, JSON.stringify(results));
  const measured = Object.keys(benches).filter((name) => results[name] !== undefined);
  const latest = measured.map((name) => results[name]).sort((a, b) => (a.date < b.date ? 1 : -1))[0];
  const texts = {
    machine: machineText(latest),
    targets: measured.flatMap((name) => results[name].targets.map(targetLine)).join('\n'),
    ...Object.fromEntries(measured.map((name) => [name, section(results[name])])),
  };
  let whole = await readFile(options.page, 'utf8');
  for (const [name, text] of Object.entries(texts)) whole = between(whole, name, text);
  await writeFormatted(options.page, whole);
}

function section({ tables, date, commit }) {
  return `${asText({ tables })}\n\nMeasured ${date.slice(0, 10)} at \`${commit}\`.`;
}

/** As `npm run format` wants it. */
async function writeFormatted(file, text) {
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}

/** Replaces what stands between `<!-- bench:name -->` and `<!-- /bench:name -->`. */
function between(whole, name, text) {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const from = whole.indexOf(begin);
  const to = whole.indexOf(end);
  if (from === -1 || to === -1) throw new Error(`the page has no place for ${name}`);
  return `${whole.slice(0, from)}${begin}\n\n${text}\n\n${whole.slice(to)}`;
}
