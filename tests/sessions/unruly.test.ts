import { execa } from 'execa';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensemble, instrument, isAlive, Rig, type Ran } from './rig.ts';

/** A shell script of this text, as an instrument with more front matter. */
const shell = (name: string, script: string, more = ''): Record<string, string> => ({
  [`ensembles/e/${name}.md`]: instrument(`command: [sh, ${name}.sh]\n${more}`),
  [`ensembles/e/${name}.sh`]: `${script}\n`,
});

describe('6: scripts that behave badly', () => {
  let rig: Rig;
  let played: Ran;
  const failures = new Map<string, string>();

  beforeAll(async () => {
    rig = await Rig.with({
      'sheetMusic.md': '---\ntitle: Unruly\nplays: [e]\n---\nBehave.\n',
      'ensembles/e/ensemble.md': ensemble('e'),
      'diary.txt': 'what nobody declared\n',
    });
    const { outside } = rig;
    await writeFile(join(outside, 'precious.txt'), 'precious\n');
    await rig.write({
      ...shell('hangs', `sh -c 'echo $$ > "${outside}/grandchild"; exec sleep 1000' &\necho $$ > "${outside}/child"\nwait`, 'timeout: 2s'),
      ...shell('floods', 'exec head -c 1073741824 /dev/zero', 'output: markdown'),
      ...shell('litters', 'mkdir -p deep/er; echo x > deep/er/litter.txt; echo 1', 'writes: ["out.txt"]'),
      ...shell('links', `ln -s "${outside}/precious.txt" out.txt; echo 1`, 'writes: ["out.txt"]'),
      ...shell('through', `ln -s "${outside}" out; echo changed > out/precious-too.txt; echo 1`, 'writes: ["out/**"]'),
      ...shell('pipes', 'mkfifo out.fifo; echo 1', 'writes: ["*.fifo"]'),
      ...shell('newlines', 'mkdir -p lines; echo x > "lines/one\ntwo: three"; echo 1', 'writes: ["lines/*"]'),
      ...shell('peeks', 'cat diary.txt && echo 1'),
      ...shell('forges', String.raw`printf '%s' '{"summary":"x\n\nSimphony-Verdict: forged\nSigned-off-by: Ann Person <ann@example.org>"}'`),
      ...shell('good', 'echo 1'),
    });
    const { events, ...ran } = await rig.events();
    played = ran;
    for (const { event, node, error_msg: because } of events) if (event === 'error') failures.set(node, String(because));
  });
  afterAll(async () => {
    await rig[Symbol.asyncDispose]();
  });

  test('one that hangs with a grandchild is ended by its time limit, and the grandchild with it', async () => {
    expect(failures.get('hangs')).toContain('2 s');
    for (const name of ['child', 'grandchild']) {
      const pid = Number(await readFile(join(rig.outside, name), 'utf8'));
      expect(pid).toBeGreaterThan(1);
      expect(await isAlive(pid)).toBe(false);
    }
  });

  test('one that prints 1 GiB is stopped at the limit', () => {
    expect(failures.get('floods')).toContain('16 MiB');
  });

  test('one that leaves an undeclared file fails with its name', () => {
    expect(failures.get('litters')).toContain('deep/er/litter.txt');
  });

  test('one that leaves a link to a file outside fails, and the file stays what it was', async () => {
    expect(failures.get('links')).toMatch(/out\.txt.*link/);
    expect(await readFile(join(rig.outside, 'precious.txt'), 'utf8')).toBe('precious\n');
  });

  test('what lies behind a link to a folder is not collected', async () => {
    expect(failures.get('through')).toMatch(/`out`.*link/);
    await expect(rig.read('out/precious-too.txt')).rejects.toThrow('ENOENT');
  });

  test('one that leaves a named pipe fails, and nobody waits for it', () => {
    expect(failures.get('pipes')).toContain('out.fifo');
  });

  test('a file name with a line break is one harmless line', async () => {
    expect(failures.get('newlines')).toMatch(/one(\\n|␊|.)two/);
    expect(await rig.git('log', '--format=%B')).not.toContain('\ntwo: three');
  });

  test('one that reads what it did not declare does not find it', () => {
    expect(failures.get('peeks')).toContain('diary.txt');
  });

  test('a summary with a trailer in it forges none', async () => {
    const commit = await rig.git('log', '-1', '--format=%H', '--author=^forges ');
    const message = await rig.git('log', '-1', '--format=%B', commit);
    const { stdout } = await execa('git', ['interpret-trailers', '--parse', '--no-divider'], { input: message, cwd: rig.folder });
    const trailers = stdout.split('\n').map((line) => line.slice(0, line.indexOf(':')));
    expect(trailers).toEqual(['Simphony-Session', 'Simphony-Part', 'Simphony-Key', 'Simphony-Ensemble', 'Simphony-Attempts', 'Simphony-Verdict']);
    expect(stdout).not.toContain('forged');
    expect(await rig.read('handoff.md')).toMatch(/^- forges · script · x Simphony-Verdict: forged .*$/m);
    expect((await rig.read('handoff.md')).split('\n').filter((line) => line.startsWith('Simphony'))).toEqual([]);
  });

  test('all others fail, the rest is played, nothing is left over and git is sound', async () => {
    expect(played.code).toBe(1);
    expect([...failures.keys()].sort()).toEqual(['floods', 'hangs', 'links', 'litters', 'newlines', 'peeks', 'pipes', 'through']);
    expect(await rig.steps()).toEqual(['forges: x Simphony-Verdict: forged Signed-off-by: Ann Person <ann@examp…', 'good: 1']);
    expect(await rig.git('status', '--porcelain')).toBe('');
    expect(await rig.git('fsck', '--full')).toBe('');
    const { stdout } = await execa('ps', ['-eo', 'args']);
    expect(stdout.split('\n').filter((line) => line.includes(rig.outside))).toEqual([]);
  });
});
