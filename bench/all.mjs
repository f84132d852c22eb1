/**
 * Every benchmark, one after the other: `node bench/all.mjs [--quick] [--write]`.
 *
 * With `--write` the tables go into docs/performance.md, between the marks of each benchmark, with the machine and
 * the date; everything else on that page is left alone.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { bench as bytes } from './bytes.mjs';
import { bench as chain } from './chain.mjs';
import { bench as flat } from './flat.mjs';
import { bench as independent } from './independent.mjs';
import { bench as large } from './large.mjs';
import { bench as rerun } from './rerun.mjs';
import { bench as save } from './save.mjs';
import { machine } from './shared/machine.mjs';
import { asText, readOptions, targetLine } from './shared/main.mjs';
import { project } from './shared/workspace.mjs';
import { bench as startup } from './startup.mjs';

/** In the order in which they run: what is quick, and what suffers most from a busy disk, comes first. */
const benches = { startup, save, rerun, chain, independent, flat, bytes, large };
const page = path.join(project, 'docs/performance.md');

const options = readOptions(process.argv.slice(2), {
  write: { type: 'boolean', default: false },
  benches: { type: 'string' },
});
const wanted = options.benches?.split(',') ?? Object.keys(benches);
const unknown = wanted.filter((name) => benches[name] === undefined);

if (options.help || unknown.length > 0) {
  process.stdout.write(
    `Every benchmark: ${Object.keys(benches).join(', ')}.\n\n` +
      '  --benches chain    only these, by commas\n' +
      '  --write            put the tables into docs/performance.md\n' +
      '  --quick            a few steps, to see that it works\n',
  );
  process.exit(unknown.length > 0 ? 2 : 0);
}

const began = performance.now();
const parts = { machine: machine(options) };
const targets = [];
const failures = [];
process.stdout.write(`${parts.machine}\n`);
for (const name of wanted) {
  const failed = (contender, error) => failures.push(`${name}: ${contender}: ${error.message}`);
  try {
    const result = await benches[name]({ ...options, failed });
    targets.push(...(result.targets ?? []).map((target) => ({ ...target, bench: name })));
    parts[name] = asText({ ...result, targets: [] });
  } catch (error) {
    failures.push(`${name}: ${error.stack}`);
    continue;
  }
  process.stdout.write(`\n## ${name}\n\n${parts[name]}\n`);
  // after each, so that an hour of measuring is not lost with the next one
  if (options.write) await write(parts);
}
const summary = targets.map(targetLine).join('\n');
process.stdout.write(`\n## targets\n\n${summary}\n`);
if (options.write) await write(wanted.length === Object.keys(benches).length ? { targets: summary } : {});
process.stderr.write(`${Math.round((performance.now() - began) / 1000)} s\n`);
for (const failure of failures) process.stderr.write(`failed: ${failure}\n`);
if (failures.length > 0) process.exitCode = 1;

/** Replaces what stands between `<!-- bench:name -->` and `<!-- /bench:name -->`. */
async function write(texts) {
  let whole = await readFile(page, 'utf8');
  for (const [name, text] of Object.entries(texts)) {
    const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
    const from = whole.indexOf(begin);
    const to = whole.indexOf(end);
    if (from === -1 || to === -1) throw new Error(`docs/performance.md has no place for ${name}`);
    whole = `${whole.slice(0, from)}${begin}\n\n${text}\n\n${whole.slice(to)}`;
  }
  await writeFile(page, await format(whole, { ...(await resolveConfig(page)), filepath: page }));
}
