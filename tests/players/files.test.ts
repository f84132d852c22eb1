import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { LaidFile } from '../../src/players/index.ts';
import type { Performer } from '../../src/score/index.ts';
import { Rig, shell } from './rig.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const laid = (path: string, content: string, more: Partial<LaidFile> = {}): LaidFile => ({
  path,
  from: { bytes: Buffer.from(content) },
  ...more,
});
const sh = (script: string): Performer => shell(`${script}; echo null`);

describe('files of an attempt', () => {
  test('what matches `writes` comes back with size, digest and executable bit, in byte order', async () => {
    await using rig = await Rig.with();
    const { take, scratch } = await rig.take({
      performer: sh(
        'mkdir -p out/.hidden; printf b > out/b; printf a > out/.hidden/a; printf run > out/Z; chmod +x out/Z; mkdir out/empty',
      ),
      writes: ['out/**'],
    });
    expect(take.files).toEqual([
      { path: 'out/.hidden/a', size: 1, sha256: sha256('a') },
      { path: 'out/Z', size: 3, sha256: sha256('run'), executable: true },
      { path: 'out/b', size: 1, sha256: sha256('b') },
    ]);
    expect(readFileSync(scratch.contentOf('out/Z'), 'utf8')).toBe('run');
    expect(() => scratch.contentOf('out/other')).toThrow('is no file of this take');
    await scratch.release();
    expect(rig.leftOver()).toEqual([]);
  });

  test('a large file is read in pieces', async () => {
    await using rig = await Rig.with();
    const { take } = await rig.take({
      performer: sh('head -c 3000000 /dev/zero > out.bin'),
      writes: ['out.bin'],
    });
    expect(take.files).toEqual([
      { path: 'out.bin', size: 3_000_000, sha256: sha256('\0'.repeat(3_000_000)) },
    ]);
  });

  test('one written without `*` must be there; brackets in it are no pattern', async () => {
    await using rig = await Rig.with();
    expect(
      await rig.failure({ performer: sh('mkdir out'), writes: ['out/{{a}}[1].txt', 'out/*.md', 'out'] }),
    ).toBe('refused: `out/{{a}}[1].txt` is not there; `out` is not there');
    const { take } = await rig.take({ performer: sh(': > "a[1].txt"'), writes: ['./a[1].txt'] });
    expect(take.files.map(({ path }) => path)).toEqual(['a[1].txt']);
  });

  test('a file that was only laid out to be read may be called what a take’s file may not', async () => {
    await using rig = await Rig.with();
    const { take } = await rig.take({
      performer: shell('cat docs/*'),
      laid: [laid('docs/a\\b\t.json', '7')],
    });
    expect(take.output).toBe(7);
  });

  test('names come back composed (NFC)', async () => {
    await using rig = await Rig.with();
    const decomposed = 'u\u0308bung.txt';
    const { take, scratch } = await rig.take({
      performer: sh(`printf x > '${decomposed}'`),
      writes: ['\u00fcbung.txt'],
    });
    expect(take.files.map(({ path }) => path)).toEqual(['\u00fcbung.txt']);
    expect(readFileSync(scratch.contentOf('\u00fcbung.txt'), 'utf8')).toBe('x');
  });

  test('laid files are copies, with their folders and executable bits', async () => {
    await using rig = await Rig.with();
    await rig.write('tools/run.sh', '#!/bin/sh\necho \'"ran"\'\n');
    const output = await rig.output({
      performer: shell('./tools/run.sh && cat inputs/source/a'),
      output: 'markdown',
      laid: [
        { path: 'tools/run.sh', from: { file: `${rig.workspace}/tools/run.sh` }, executable: true },
        laid('inputs/source/a', 'first'),
        laid('inputs/source/a', 'second'),
      ],
    });
    expect(output).toBe('"ran"\nsecond');
  });

  test('a large laid file is copied too, and the original cannot be reached through it', async () => {
    await using rig = await Rig.with();
    await rig.write('big.txt', 'x'.repeat(400_000));
    const original = { path: 'big.txt', from: { file: `${rig.workspace}/big.txt` } };
    await rig.take({ performer: sh('printf y > big.txt'), laid: [original], writes: ['big.txt'] });
    expect(statSync(`${rig.workspace}/big.txt`).size).toBe(400_000);
  });

  test.each([
    ['changed to the same length', 'printf bbb > read.txt', 'changed'],
    ['changed and given its old time', 'printf bbb > x; touch -r read.txt x; mv x read.txt', 'changed'],
    [
      'replaced by a copy that keeps times',
      'printf bbb > other; cp -p read.txt t; cp -p other.laid read.txt; rm t other',
      'changed',
    ],
    ['removed', 'rm read.txt', 'removed'],
    ['renamed', 'mv read.txt out.txt', 'removed'],
  ])('a laid file that is %s without being under `writes` is refused by name', async (_, script, what) => {
    await using rig = await Rig.with();
    const failure = await rig.failure({
      performer: sh(script),
      laid: [laid('read.txt', 'aaa'), laid('other.laid', 'ccc')],
      writes: ['out*'],
    });
    expect(failure).toBe(
      `refused: \`read.txt\` was laid out to be read and has been ${what}${what === 'changed' ? '; it is not under `writes`' : ''}`,
    );
  });

  test('of laid files under a glob only those that were written to are the take’s, and the part’s own', async () => {
    await using rig = await Rig.with();
    const { take } = await rig.take({
      performer: sh('printf B > docs/b.md; printf c > docs/c.md; printf n > docs/new.md; rm docs/gone.md'),
      laid: [
        laid('docs/a.md', 'a'),
        laid('docs/b.md', 'b'),
        laid('docs/c.md', 'c'),
        laid('docs/gone.md', 'g'),
        laid('docs/mine.md', 'm', { own: true }),
        laid('docs/named.md', 'n'),
      ],
      writes: ['docs/*', 'docs/named.md'],
    });
    expect(take.files.map(({ path }) => path)).toEqual([
      'docs/b.md',
      'docs/c.md',
      'docs/mine.md',
      'docs/named.md',
      'docs/new.md',
    ]);
  });

  test('a file that cannot be laid fails the attempt and says why', async () => {
    await using rig = await Rig.with();
    const gone = { path: 'docs/a.md', from: { file: `${rig.workspace}/nowhere` } };
    expect(await rig.failure({ performer: sh(':'), laid: [gone] })).toBe(
      'failed: `docs/a.md` could not be laid into the scratch folder: no such file or directory',
    );
    expect(rig.leftOver()).toEqual([]);
  });

  test('a value of env in a text is masked; in anything else the file is refused', async () => {
    await using rig = await Rig.with();
    const env = { env: ['TOKEN'], environment: { PATH: process.env['PATH'], TOKEN: 's3cret-value' } };
    const { take, scratch } = await rig.take({
      performer: sh('printf "a $TOKEN b" > out.txt; printf clean > out2.txt'),
      writes: ['out*'],
      ...env,
    });
    expect(readFileSync(scratch.contentOf('out.txt'), 'utf8')).toBe('a *** b');
    expect(take.files[0]).toEqual({ path: 'out.txt', size: 7, sha256: sha256('a *** b') });
    const binary = sh('(head -c 300000 /dev/zero; printf "$TOKEN") > out.bin');
    expect(await rig.failure({ performer: binary, writes: ['out*'], ...env })).toMatch(
      /^refused: `out\.bin` is no text/,
    );
    const named = sh('printf clean > "out-$TOKEN.txt"');
    expect(await rig.failure({ performer: named, writes: ['out*'], ...env })).toMatch(
      /^refused: .*`out-\*\*\*\.txt`/,
    );
  });

  test('checks run in the folder, and whatever they do the take stays as it was', async () => {
    await using rig = await Rig.with({
      'check.sh': '#!/bin/sh\ncat out.txt\necho spoilt > out.txt\nexit 2\n',
    });
    const { scratch } = await rig.take({ performer: sh('printf good > out.txt'), writes: ['out.txt'] });
    expect(await scratch.run(['check.sh'], { timeoutMs: 10_000 })).toEqual({
      end: 'exited',
      code: 2,
      stdout: 'good',
      stderr: '',
    });
    expect(readFileSync(scratch.contentOf('out.txt'), 'utf8')).toBe('good');
    expect(await scratch.run(['no-such-tool-here'], { timeoutMs: 10_000 })).toEqual({
      end: 'missing',
      tool: 'no-such-tool-here',
    });
    expect(await scratch.run(['sleep', '1000'], { timeoutMs: 100 })).toEqual({
      end: 'timed out',
      because: 'stopped after 100 ms',
    });
    expect(await scratch.run(['sh', '-c', 'yes'], { timeoutMs: 10_000 })).toMatchObject({
      end: 'too much output',
    });
    expect(await scratch.run(['sh', '-c', 'kill -9 $$'], { timeoutMs: 10_000 })).toEqual({
      end: 'killed',
      because: 'killed by SIGKILL',
    });
    await scratch.run(['sh', '-c', 'setsid sleep 1000 >/dev/null 2>&1 &'], { timeoutMs: 10_000 });
    await scratch.release();
    expect(rig.processes()).toEqual([]);
  });
});
