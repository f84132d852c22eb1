/** GNU make and ninja. A file's time is their record; with a commit in the recipe, git is too. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { firstLine } from '../shared/measure.mjs';
import { git, names, plainFolder } from '../shared/workspace.mjs';

const recorded = 'git add $out && git commit -q -m $out';
/** git has one index: in parallel, the commits wait for one another. */
const lock = 'flock .git/bench.lock';

function makefile({ steps, shape, parallel, committed }) {
  const all = names(steps);
  const commit = recorded.replaceAll('$out', '$@');
  const kept = parallel === 1 ? commit : `${lock} sh -c '${commit}'`;
  const wanted = shape === 'chain' ? all.slice(-1) : all;
  const recipe = committed ? `sh step.sh $@ && ${kept}` : 'sh step.sh $@';
  return [
    `all: ${wanted.map((name) => `takes/${name}.json`).join(' ')}`,
    ...all.map((name, at) => {
      const needs = shape === 'chain' && at > 0 ? ` takes/${all[at - 1]}.json` : '';
      return `takes/${name}.json: step.sh${needs}\n\t@${recipe}`;
    }),
    '',
  ].join('\n');
}

function ninjaFile({ steps, shape, parallel, committed }) {
  const all = names(steps);
  const kept = parallel === 1 ? recorded : `${lock} sh -c '${recorded}'`;
  return [
    'rule step',
    `  command = sh step.sh $out${committed ? ` && ${kept}` : ''}`,
    ...all.map((name, at) => {
      const needs = shape === 'chain' && at > 0 ? ` takes/${all[at - 1]}.json` : '';
      return `build takes/${name}.json: step step.sh${needs}`;
    }),
    '',
  ].join('\n');
}

const contender = ({ name, program, file, text, committed, does }) => ({
  name: committed ? `${name}, commits` : name,
  does: committed ? 'process; take written, `git add`, `git commit` in the recipe' : does,
  compares: 'file times, nothing hashed',
  // the commits are git's cost, not theirs: at 10,000 the shell loop stands for all three
  most: committed ? 1_000 : Infinity,
  version: () => firstLine(program, '--version'),
  missing: () =>
    firstLine(program, '--version') === undefined ? `${program} is not on the PATH` : undefined,
  prepare(folder, { steps, shape, parallel }) {
    plainFolder(folder, {
      committed,
      files: { [file]: text({ steps, shape, parallel, committed }), '.gitignore': '.ninja*\n' },
    });
    return { words: [program, '-j', String(parallel)] };
  },
  verify(folder, { steps }) {
    const takes = readdirSync(path.join(folder, 'takes')).filter((file) => file.endsWith('.json')).length;
    if (takes !== steps) throw new Error(`${takes} takes for ${steps} steps`);
    if (!committed) return;
    const commits = Number(git(folder, 'rev-list', '--count', 'HEAD'));
    if (commits !== steps + 1) throw new Error(`${commits} commits for ${steps} steps`);
  },
});

const make = { name: 'GNU make', program: 'make', file: 'Makefile', text: makefile };
const ninja = { name: 'ninja', program: 'ninja', file: 'build.ninja', text: ninjaFile };
export const builders = [
  contender({ ...make, committed: false, does: 'process; take written, file times compared' }),
  contender({ ...make, committed: true }),
  contender({ ...ninja, committed: false, does: 'process; take written, one line in `.ninja_log`' }),
  contender({ ...ninja, committed: true }),
];
