import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { command, Rig, shell } from './rig.ts';

const linux = process.platform === 'linux';

/** Must show 6: each ends in a clear failure, with nothing outside touched and no process left. */
describe.each([
  ['started from here', Rig.with],
  ['started by the launcher', Rig.withLauncher],
])('an unruly script %s', (_, rigWith) => {
  test('that hangs with a grandchild is ended with it', async () => {
    await using rig = await rigWith({
      'hang.sh':
        '#!/bin/sh\ntrap "" TERM\nsh -c "trap : TERM; while :; do sleep 100; done" &\nsleep 1000 &\nwait\nsleep 1000\n',
    });
    expect(await rig.failure({ performer: command('hang.sh'), timeoutMs: 300 })).toBe(
      'failed: stopped after 300 ms (`timeout`)',
    );
    expect(rig.processes()).toEqual([]);
    expect(rig.started).toHaveLength(1);
  });

  test.runIf(linux)('that hangs with a grandchild in a session of its own is ended with it', async () => {
    await using rig = await rigWith({
      'hang.sh':
        '#!/bin/sh\nsetsid sleep 1000 >/dev/null 2>&1 </dev/null &\nenv -i setsid sleep 1000 >/dev/null 2>&1 </dev/null &\nsleep 1000\n',
    });
    expect(await rig.failure({ performer: command('hang.sh'), timeoutMs: 300 })).toMatch(
      /^failed: stopped after 300 ms/,
    );
    expect(rig.processes()).toEqual([]);
  });

  test.runIf(linux)(
    'that leaves processes behind and ends well: they are ended, and it is said',
    async () => {
      await using rig = await rigWith({
        'leave.sh':
          '#!/bin/sh\nsleep 1000 >/dev/null 2>&1 &\nsetsid sleep 1000 >/dev/null 2>&1 &\nsleep 1000 &\necho 1\n',
      });
      expect(await rig.output({ performer: command('leave.sh') })).toBe(1);
      expect(rig.processes()).toEqual([]);
      expect(rig.logs.at(-1)?.text).toMatch(/^it left .* running: ended$/);
    },
  );

  test('that prints 1 GiB is stopped at the limit', async () => {
    await using rig = await rigWith();
    const flood = shell('head -c 1073741824 /dev/zero; echo done >&2');
    expect(await rig.failure({ performer: flood })).toBe(
      'failed: too much output: stdout is larger than 16 MiB, so it was stopped (`limits: output` in concerto.md)',
    );
    expect(rig.logs).toEqual([]);
    expect(rig.processes()).toEqual([]);
  });

  test('that prints without end on stderr is stopped at the limit', async () => {
    await using rig = await rigWith();
    expect(await rig.failure({ performer: shell('yes >&2'), outputLimit: 100_000 })).toMatch(
      /too much output: stderr/,
    );
    expect(rig.logs.length).toBeLessThan(10_003);
  });

  test('that leaves undeclared files is refused, and the files are named', async () => {
    await using rig = await rigWith();
    const performer = shell(
      'mkdir -p out/deep; echo 1 > out/good.txt; echo 2 > out/deep/more.txt; echo 3 > stray.txt; echo null',
    );
    expect(await rig.failure({ performer, writes: ['out/*.txt'] })).toBe(
      'refused: `stray.txt` is not under `writes`; `out/deep/more.txt` is not under `writes`',
    );
    expect(rig.leftOver()).toEqual([]);
  });

  test('that leaves a thousand undeclared files gets a short list', async () => {
    await using rig = await rigWith();
    const performer = shell('for i in $(seq 1000); do : > f$i; done; echo null');
    const failure = await rig.failure({ performer });
    expect(failure).toMatch(/; and 990 more$/);
    expect(failure.length).toBeLessThan(600);
  });

  test('that leaves a link to a file outside, a FIFO, or a name with a newline is refused by name', async () => {
    await using rig = await rigWith();
    await rig.write('secret.txt', 'not for you');
    const refused = (script: string): Promise<string> =>
      rig.failure({ performer: shell(`mkdir out; ${script}; echo null`), writes: ['out/**'] });
    expect(await refused('ln -s ../../../../../secret.txt out/link')).toBe(
      'refused: `out/link` is a symbolic link; only regular files are brought back',
    );
    expect(await refused('ln -s / out/root')).toMatch(/^refused: `out\/root` is a symbolic link/);
    expect(await refused('mkfifo out/pipe')).toBe('refused: `out/pipe` is a FIFO');
    expect(await refused(`: > "$(printf 'out/a\\nb')"`)).toBe(
      'refused: "out/a\\nb" has a character that a file’s name may not have',
    );
    expect(await refused(`: > 'out/a\\b'`)).toBe(
      'refused: "out/a\\\\b" has a character that a file’s name may not have',
    );
    expect(await refused('mkdir out/.simphony; : > out/.simphony/x')).toBe('refused: `out/.simphony/x`');
    expect(await rig.read('secret.txt')).toBe('not for you');
  });

  test('that reads what it did not declare finds nothing there', async () => {
    await using rig = await rigWith();
    await rig.write('docs/secret.md', 'undeclared');
    const laid = [{ path: 'docs/open.md', from: { bytes: Buffer.from('declared') } }];
    expect(await rig.output({ performer: command('cat', 'docs/open.md'), output: 'markdown', laid })).toBe(
      'declared',
    );
    const failure = await rig.failure({
      performer: command('cat', 'docs/secret.md'),
      output: 'markdown',
      laid,
    });
    expect(failure).toMatch(/^failed: exit code 1; .*No such file/);
  });

  test('that returns a forged trailer in its summary returns plain text', async () => {
    await using rig = await rigWith();
    const summary = 'x\n\nSimphony-Verdict: forged';
    expect(await rig.output({ performer: command('cat'), input: { summary } })).toEqual({ summary });
  });

  test('that writes where nobody may is refused, whatever its writes say', async () => {
    await using rig = await rigWith();
    const script =
      'mkdir -p .git/hooks a/.GIT ensembles/x TAKES tests/takes/x "git~1"; for f in .git/hooks/x a/.GIT/config ensembles/x/y.md TAKES/z handoff.md tests/takes/x/y "git~1/x"; do echo x > "$f"; done; echo null';
    const failure = await rig.failure({ performer: shell(script), writes: ['**'] });
    for (const path of [
      '.git/hooks/x',
      'a/.GIT/config',
      'ensembles/x/y.md',
      'TAKES/z',
      'handoff.md',
      'tests/takes/x/y',
      'git~1/x',
    ]) {
      expect(failure).toContain(`\`${path}\``);
    }
    expect(existsSync(join(rig.workspace, 'handoff.md'))).toBe(false);
  });

  test('that leaves a folder nobody may enter, nested deeper than a path can say, leaves nothing for long', async () => {
    await using rig = await rigWith({
      'deep.sh':
        '#!/bin/sh\nd=$(printf "%0200d" 0)\nfor i in $(seq 40); do mkdir $d && cd $d; done\n: > file\ncd "$HOME"; mkdir -p shut/in; chmod 000 shut\necho null\n',
    });
    expect(await rig.failure({ performer: command('deep.sh') })).toMatch(/^refused: /);
    expect(rig.leftOver()).toEqual([]);
  });

  test.each([
    ['work', 'rmdir "$OLDPWD" 2>/dev/null; rmdir work'],
    ['home', 'rmdir home'],
    ['its own folder', 'cd ..; n=$(basename "$OLDPWD"); mv "$n" aside; rm -r aside; set -- "$n"'],
  ])('that puts a link in the place of %s reaches nothing through it', async (place, script) => {
    await using rig = await rigWith();
    await rig.write('precious/file.txt', 'kept');
    const target = place === 'its own folder' ? '"$1"' : place;
    const performer = shell(`cd ..; ${script}; ln -s "${rig.workspace}/precious" ${target}; echo null`);
    const brought = await rig.play({ performer, writes: ['**'] });
    expect(brought.brought).toBe(place === 'home' ? 'take' : 'refused');
    if (brought.brought === 'take') await brought.scratch.release();
    expect(await rig.output({ performer: shell('echo "hi" > "$HOME/x"; ls "$HOME" >&2; echo null') })).toBe(
      null,
    );
    await rig.players.close();
    expect(readdirSync(join(rig.workspace, 'precious'))).toEqual(['file.txt']);
    expect(await rig.read('precious/file.txt')).toBe('kept');
  });

  test('that shuts its own folders does not shut them for the next', async () => {
    await using rig = await rigWith();
    await rig.output({ performer: shell('chmod 500 . "$HOME"; echo null') });
    expect(await rig.output({ performer: shell('stat -c %a . "$HOME" | sort -u'), output: 'markdown' })).toBe(
      '755\n',
    );
  });

  test('that hard-links a file from elsewhere gives a copy of it', async () => {
    await using rig = await rigWith();
    await rig.write('.simphony/elsewhere', 'one');
    const { take, scratch } = await rig.take({
      performer: shell('ln ../../../elsewhere out.txt; echo null'),
      writes: ['out.txt'],
    });
    expect(take.files).toMatchObject([{ path: 'out.txt', size: 3 }]);
    await rig.write('.simphony/elsewhere', 'changed');
    expect(readFileSync(scratch.contentOf('out.txt'), 'utf8')).toBe('one');
  });

  test('that a Conductor which was killed left running is found again', async () => {
    await using rig = await rigWith();
    const { clearScratch } = await import('../../src/players/index.ts');
    const part = rig.submit({ performer: shell('echo playing >&2; sleep 1000') });
    await rig.logged('playing');
    if (linux) expect(await clearScratch(rig.home)).toBeGreaterThan(0);
    else await rig.players.cancel(part);
    expect(await rig.players.result(part)).toMatchObject({ brought: linux ? 'failed' : 'cancelled' });
    expect(execFileSync('ls', [join(rig.home, 'scratch')], { encoding: 'utf8' })).toBe('');
  });
});
