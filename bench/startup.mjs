/**
 * (g) What starting costs: `node bench/startup.mjs`.
 *
 * The command as installed, beside a Node that does nothing, in turns.
 */
import { rm } from 'node:fs/promises';
import { execPath } from 'node:process';
import { count, figure, median, spread, times } from './shared/figures.mjs';
import { asCommand, chosen } from './shared/main.mjs';
import { measure, settle } from './shared/measure.mjs';
import { freshFolder, ratio } from './shared/rounds.mjs';
import { simphony, workspace } from './shared/workspace.mjs';

const node = 'node -e 0';

export async function bench(options) {
  const rounds = options.rounds ?? (options.quick ? 2 : 30);
  const sizes = options.steps ?? (options.quick ? [5] : [1, 100, 1_000]);
  const folders = [];
  try {
    const commands = [
      { name: node, words: [execPath, '-e', '0'] },
      { name: 'simphony --version', words: [execPath, simphony, '--version'] },
      { name: 'simphony --help', words: [execPath, simphony, '--help'] },
    ];
    for (const steps of sizes) {
      const folder = await freshFolder(options, 'check');
      folders.push(folder);
      workspace(folder, { steps });
      const name = `simphony check, ${count(steps)} ${steps === 1 ? 'instrument' : 'instruments'}`;
      commands.push({ name, words: [execPath, simphony, 'check'], cwd: folder });
    }
    settle();
    const results = chosen(commands, options).map((contender) => ({ contender, rounds: [] }));
    for (let round = 0; round < rounds; round++) {
      for (let at = 0; at < results.length; at++) {
        const { contender, rounds: measured } = results[(at + round) % results.length];
        measured[round] = await measure(contender.words, { cwd: contender.cwd, usage: false });
      }
    }
    const bare = results.find(({ contender }) => contender.name === node);
    return {
      tables: [
        {
          title: `Start to exit, ${rounds} rounds`,
          head: ['', 'ms', 'spread', '× bare Node', 'above it, ms'],
          rows: results.map((result) => row(result, bare)),
        },
      ],
    };
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  }
}

function row(result, bare) {
  const each = result.rounds.map(({ ms }) => ms);
  const above = bare?.rounds.map(({ ms }, round) => each[round] - ms);
  return [
    result.contender.name,
    figure(median(each)),
    spread(each),
    times(ratio(result, bare)),
    above === undefined || result === bare ? '–' : figure(Math.max(0, median(above))),
  ];
}

await asCommand(import.meta, bench, 'Start-up of the command, against a Node that does nothing.');
