/** The comparison that (a) and (b) share: N steps by each contender, per step, beside the floor and the shell loop. */
import { bareLoop } from '../contenders/floor.mjs';
import { committingLoop } from '../contenders/shell.mjs';
import { count, figure, megabytes, median, spread, times } from './figures.mjs';
import { chosen, target } from './main.mjs';
import { playRounds, ratio } from './rounds.mjs';

/** Rounds by N: what takes minutes is played less often. */
const roundsFor = (steps) => (steps <= 100 ? 5 : steps <= 1_000 ? 3 : 1);

export async function compareSteps(contenders, { shape, parallel, title }, options) {
  const tables = [];
  const targets = [];
  const sizes = options.steps ?? (options.quick ? [20] : [100, 1_000, 10_000]);
  for (const steps of sizes) {
    const rounds = options.rounds ?? (options.quick ? 1 : roundsFor(steps));
    const results = await playRounds(
      chosen(contenders, options),
      { steps, shape, parallel },
      { ...options, rounds },
    );
    const by = (name) => results.find(({ contender }) => contender.name === name);
    const floor = by(bareLoop.name);
    const loop = by(committingLoop.name);
    tables.push({
      title: `${count(steps)} ${title}, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`,
      head: [
        '',
        'ms a step',
        'spread',
        '× bare loop',
        '× shell loop',
        'CPU ms a step',
        'MB',
        'what a step is',
      ],
      left: [0, 7],
      rows: results.map((result) => row(result, { steps, floor, loop })),
    });
    if (shape === 'chain' && steps === 1_000) targets.push(...chainTargets(by, { floor, loop, results }));
  }
  return { tables, targets };
}

function row(result, { steps, floor, loop }) {
  const { contender, rounds, why } = result;
  if (why !== undefined) return [contender.name, '–', '–', '–', '–', '–', '–', why];
  const each = rounds.map(({ ms }) => ms / steps);
  const cpu = rounds.flatMap(({ cpuMs }) => (cpuMs === undefined ? [] : [cpuMs / steps]));
  return [
    contender.name,
    figure(median(each)),
    spread(each),
    times(ratio(result, floor)),
    times(ratio(result, loop)),
    cpu.length === 0 ? '–' : figure(median(cpu)),
    megabytes(median(rounds.map(({ peakBytes }) => peakBytes))),
    contender.does,
  ];
}

/** What issue 4 asks of a chain of 1,000. */
function chainTargets(by, { floor, loop, results }) {
  const command = by('Simphony, command');
  const module = by('Simphony, module');
  const rivals = results.filter(({ contender, rounds }) => contender.engine === true && rounds.length > 0);
  return [
    target('a command step against the bare Node loop', ratio(command, floor), 1.6),
    target('a command step against the shell loop that commits', ratio(command, loop), 1 / 4),
    target('a module step against the shell loop that commits', ratio(module, loop), 1 / 12),
    ...rivals.map((rival) =>
      target(`a command step against ${rival.contender.name}`, ratio(command, rival), 1, 'less than it'),
    ),
  ];
}
