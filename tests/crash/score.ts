import { ensemble, instrument, module } from '../sessions/rig.ts';

/**
 * The score of a session that is worth killing: a chain of modules and commands, two fan-outs, a loop, a part that
 * fails its first attempt, one that may not be played twice, files that are committed, ignored and too large.
 * Every playing leaves one line, `<part> <attempt>`, in a file outside the workspace, which no kill takes back.
 */
export interface CrashScore {
  readonly files: Readonly<Record<string, string>>;
  /** Addresses of all steps. */
  readonly parts: readonly string[];
  /** Working files of takes that no commit holds, with their content. */
  readonly loose: Readonly<Record<string, string>>;
  /** Played once for each time a person asks for it. */
  readonly payment: string;
}

/** A module of a killed worker may still write: one call, so a line is whole or not there. */
const counting = [
  `import { appendFileSync } from 'node:fs';`,
  `const home = process.cwd().replace(/\\/workspace\\/.*$/, '');`,
  `const count = (part, input) => appendFileSync(home + '/effects', part + ' ' + input.attempt + '\\n');`,
].join('\n');

const played = (part: string, body: string): string =>
  `${counting}\n${module(`  count(${part}, input);\n${body}`)}`;

const command = (then: string): string =>
  `#!/bin/sh\nprintf '%s %s\\n' "$SIMPHONY_PART" "$SIMPHONY_ATTEMPT" >> "\${PWD%%/workspace/*}/effects"\n${then}\n`;

/**
 * The chain, the loop and the end share a module, because a worker serves one module and each start of one costs as
 * much as some steps. Which of them plays is told by what it needs.
 */
const shared = `  const needed = Object.keys(input.inputs ?? {});
  const round = input.round > 1 ? '#' + input.round : '';
  if (needed.includes('many')) {
    count('e/end', input);
    return { all: needed.length };
  }
  if (needed.includes('tune')) {
    count('e/gauge' + round, input);
    await context.write('output/gauge.txt', 'round ' + input.round + '\\n');
    return { good: input.round === 3 };
  }
  if (needed.includes('gauge')) {
    count('e/tune' + round, input);
    return { round: input.round };
  }
  const at = needed.length === 0 ? 0 : Number(needed[0].slice(1)) + 1;
  count('e/c' + at, input);
  return { at, round: input.round };`;

/** Bytes over which a file is not committed. */
const commitLimit = 4096;
const large = 'x'.repeat(3 * commitLimit);

/** `steps`: how many steps the session has, at least 24. */
export function crashScore(steps: number): CrashScore {
  const rest = steps - 9;
  const chain = Math.ceil(rest / 4);
  const shells = Math.ceil(rest / 8);
  const modules = rest - chain - shells;
  const items = (count: number, letter: string): string[] =>
    Array.from({ length: count }, (_, at) => `${letter}${at}`);
  const named = (letter: string, count: number): string =>
    JSON.stringify(items(count, letter).map((id) => ({ id })));
  const files: Record<string, string> = {
    '.gitignore': 'scraps/\n',
    'concerto.md': `---\nsimphony: 1\nparallel: 3\nlimits: { handoff: 5000, commit: ${commitLimit} }\n---\n`,
    'sheetMusic.md': `---\ntitle: Crash\nplays: [e]\ninputs: { many: ${named('m', modules)}, shells: ${named('s', shells)} }\n---\nPlay.\n`,
    'production.md': '# Board\n\n## Goals\n- [ ] @e/end `output.all > 0` It ends.\n\n## Notes\nNothing.\n',
    'ensembles/e/ensemble.md': ensemble(
      'e',
      [
        'inputs: { many: {}, shells: {} }',
        'loops:',
        '  - name: polish',
        '    body: [tune, gauge]',
        '    until: gauge.good',
        '    max: 3',
        '',
      ].join('\n'),
    ),
  };
  const parts: string[] = [];
  let last: string | undefined;
  for (let at = 0; at < chain; at += 1) {
    const name = `c${at}`;
    const needs = last === undefined ? '' : `\nneeds: [${last}]`;
    // Most of the chain are modules, as most of a session that matters is cheap.
    if (at % 3 === 2) {
      files[`ensembles/e/${name}.md`] = instrument(
        `command: [sh, link.sh]\nwrites: ["output/{slug}/${name}.txt"]${needs}`,
      );
    } else {
      files[`ensembles/e/${name}.md`] = instrument(`module: rest.mjs${needs}`);
    }
    parts.push(`e/${name}`);
    last = name;
  }
  files['ensembles/e/link.sh'] = command(
    `mkdir -p output/crash; echo "$SIMPHONY_PART" > "output/crash/\${SIMPHONY_PART#e/}.txt"; echo '"linked"'`,
  );
  files['ensembles/e/many.md'] = instrument(
    'module: many.mjs\neach: sheet.inputs.many\nwrites: ["output/{slug}/{id}.txt"]',
  );
  files['ensembles/e/many.mjs'] = played(
    "'e/many[' + input.item.id + ']'",
    "  await context.write('output/crash/' + input.item.id + '.txt', input.item.id.repeat(20) + '\\n');\n  return { item: input.item.id };",
  );
  files['ensembles/e/shells.md'] = instrument(
    'command: [sh, shells.sh]\neach: sheet.inputs.shells\nneeds: [c0]\nwrites: ["scraps/{id}.bin"]',
  );
  files['ensembles/e/shells.sh'] = command(
    `name=\${SIMPHONY_PART#*[}; name=\${name%%]*}; mkdir -p scraps; echo "scrap $name" > "scraps/$name.bin"; echo '"ignored"'`,
  );
  files['ensembles/e/large.md'] = instrument('module: large.mjs\nwrites: ["output/{slug}/large.bin"]');
  files['ensembles/e/large.mjs'] = played(
    "'e/large'",
    `  await context.write('output/crash/large.bin', 'x'.repeat(${large.length}));\n  return 'large';`,
  );
  files['ensembles/e/flaky.md'] = instrument(
    'module: flaky.mjs\nattempts: 2\nchecks:\n  - output.attempt == 2',
  );
  files['ensembles/e/flaky.mjs'] = played("'e/flaky'", '  return { attempt: input.attempt };');
  files['ensembles/e/pay.md'] = instrument('command: [sh, pay.sh]\nidempotent: false\nneeds: [c1]');
  files['ensembles/e/pay.sh'] = command(`sleep 0.2; echo '{"paid": 1}'`);
  files['ensembles/e/tune.md'] = instrument('module: rest.mjs\nneeds: [c1, gauge]');
  files['ensembles/e/gauge.md'] = instrument('module: rest.mjs\nneeds: [tune]\nwrites: [output/gauge.txt]');
  files['ensembles/e/end.md'] = instrument(
    `module: rest.mjs\nneeds: [${last ?? 'c0'}, many, shells, large, flaky, pay, gauge]`,
  );
  files['ensembles/e/rest.mjs'] = `${counting}\n${module(shared)}`;
  parts.push(...items(modules, 'm').map((item) => `e/many[${item}]`));
  parts.push(...items(shells, 's').map((item) => `e/shells[${item}]`));
  parts.push('e/large', 'e/flaky', 'e/pay', 'e/end');
  // Who in a loop hears its last member has no first pass.
  parts.push('e/gauge');
  for (const round of ['#2', '#3']) parts.push(`e/tune${round}`, `e/gauge${round}`);
  const loose: Record<string, string> = { 'output/crash/large.bin': large };
  for (const item of items(shells, 's')) loose[`scraps/${item}.bin`] = `scrap ${item}\n`;
  return { files, parts, loose, payment: 'e/pay' };
}
