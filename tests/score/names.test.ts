import { expect, test } from 'vitest';
import { faultOf } from '../../src/score/names.ts';
import { reservedNames } from '../../src/score/reserved-names.ts';
import { mistakesOf, parse, script, small } from './written.ts';

test.each(['CON', 'prn', 'Aux', 'nul', 'com1', 'COM9', 'lpt1', 'LPT9', 'com0'])(
  '%s is a device of Windows',
  (name) => {
    expect(faultOf(name)).toBe('device');
  },
);

test.each(['ensemble', 'Ensemble', 'README', 'readme', 'debate', 'conductor', 'Conductor', 'orchestrator'])(
  '%s is taken',
  (name) => {
    expect(faultOf(name)).toBe('taken');
  },
);

test.each([
  'sheet',
  'handoff',
  'record',
  'item',
  'output',
  'files',
  'result',
  'inputs',
  'flags',
  'seed',
  'round',
  'attempt',
  'slug',
  'id',
  'code',
  'stdout',
  'stderr',
  'response',
])('%s is in scope of expressions, or can be needed', (name) => {
  expect(faultOf(name)).toBe('reserved');
});

test.each([
  'true',
  'false',
  'null',
  'in',
  'int',
  'uint',
  'double',
  'bool',
  'string',
  'bytes',
  'list',
  'map',
  'type',
  'has',
  'all',
  'exists',
  'filter',
  'size',
])('%s is a word, a type or a macro of the expression language', (name) => {
  expect(faultOf(name)).toBe('reserved');
});

test.each(['Sheet', 'OUTPUT', 'Item', 'True'])('%s is told apart from its word by case alone', (name) => {
  expect(faultOf(name)).toBe('reserved');
});

test('every reserved name is refused, as an instrument and as an ensemble', () => {
  expect(reservedNames.size).toBeGreaterThan(40);
  // The first two are the names of files that every ensemble may have.
  for (const name of [...reservedNames].filter((one) => one !== 'ensemble' && one !== 'README')) {
    const refused = mistakesOf({
      [`ensembles/kitchen/${name}.md`]: script(),
      [`ensembles/${name}/ensemble.md`]: '---\nversion: 1.0.0\n---\n',
      [`ensembles/${name}/x.txt`]: '',
    });
    expect(refused).toContain(`ensembles/kitchen/${name}.md:1:1 bad_name`);
    expect(refused).toContain(`ensembles/${name}/ensemble.md:1:1 bad_name`);
  }
});

test.each([
  ['🎵', 'first'],
  ['9lives', 'first'],
  ['_x', 'first'],
  ['-x', 'first'],
  ['ünder', 'first'],
  ['a b', 'characters'],
  ['a.b', 'characters'],
  ['naïve', 'characters'],
  ['a'.repeat(41), 'long'],
  ['', 'empty'],
])('%s is no name', (name, because) => {
  expect(faultOf(name)).toBe(because);
});

test.each(['a', 'Designer', 'css-lint', 'x_1', 'a'.repeat(40), 'console', 'com10', 'Sheets'])(
  '%s is a name',
  (name) => {
    expect(faultOf(name)).toBeUndefined();
  },
);

test('an emoji nickname is refused with a reason, and whoever needs it is told nothing more', () => {
  const { diagnostics } = parse({
    ...small,
    'ensembles/kitchen/🎵.md': script(),
    'ensembles/kitchen/serve.md': script('needs: ["🎵"]'),
  });
  expect(diagnostics.map(({ message }) => message)).toEqual([
    "`🎵` can't be the name of an instrument: it does not begin with a letter from a to z",
  ]);
});

test('names are unique ignoring case', () => {
  expect(mistakesOf({ 'ensembles/kitchen/Cook.md': script() })).toEqual([
    'ensembles/kitchen/cook.md:1:1 same_name',
  ]);
  expect(
    mistakesOf({
      'ensembles/Kitchen/ensemble.md': '---\nversion: 1.0.0\n---\n',
      'ensembles/Kitchen/eat.md': '---\nkind: script\ncommand: ["true"]\n---\n',
    }),
  ).toEqual(['ensembles/kitchen/ensemble.md:1:1 same_name']);
});

test('README.md, folders inside of an ensemble and what begins with a dot are no instruments', () => {
  const readmes = {
    'ensembles/kitchen/README.md': '# About',
    'ensembles/kitchen/notes/more.md': 'x',
    'ensembles/kitchen/.draft.md': 'x',
    'ensembles/README.md': 'x',
  };
  expect(mistakesOf(readmes)).toEqual([]);
});
