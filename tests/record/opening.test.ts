import { mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/base/index.ts';
import { outsideFiles, type Opening } from '../../src/record/index.ts';
import { Rig, whole } from './rig.ts';

async function contentOf(opening: Opening, path: string): Promise<string> {
  const content = await opening.content(path);
  return 'bytes' in content ? Buffer.from(content.bytes).toString() : readFile(content.file, 'utf8');
}

test('the opening is what git tracks or would track, and stays so whatever happens to the files', async () => {
  await using rig = await Rig.with({
    '.gitignore': '*.log\n',
    clean: 'c\n',
    dirty: 'd\n',
    gone: 'g\n',
    'ü/ñ': 'n\n',
  });
  const large = 'x'.repeat(10_000);
  await rig.write({ dirty: 'D\n', 'new/untracked': large, 'x.log': 'ignored' });
  await rm(join(rig.folder, 'gone'));
  await symlink('clean', join(rig.folder, 'link'));
  await symlink('/etc/passwd', join(rig.folder, 'outside'));
  const record = await rig.open();
  const opening = await record.opening();
  expect(opening.paths).toEqual([
    '.gitignore',
    'clean',
    'dirty',
    'link',
    'new/untracked',
    'sheetMusic.md',
    'ü/ñ',
  ]);
  await rig.write({ clean: 'later\n', dirty: 'later\n', 'new/untracked': 'later' });
  for (const [path, content] of [
    ['clean', 'c\n'],
    ['dirty', 'D\n'],
    ['new/untracked', large],
    ['link', 'c\n'],
    ['ü/ñ', 'n\n'],
  ] as const) {
    expect(await contentOf(opening, path), path).toBe(content);
    expect(await opening.digest(path), path).toBe(sha256(content));
  }
  expect(await opening.digest('gone')).toBeUndefined();
  await expect(opening.content('x.log')).rejects.toThrow('was not there');
  await record.release();
});

test('what was not asked for is copied before a take is laid over it', async () => {
  await using rig = await Rig.with({ '.gitignore': 'output/\n' });
  await rig.session([await rig.step('demo/one', 1, { files: { 'out/x': 'first\n' } })]);
  // A file that a take wrote, untracked now: it may be overwritten, and it stood there at the opening.
  await rig.git('rm', '-q', '--cached', 'out/x');
  await rig.git('commit', '-q', '-m', 'untracked');
  const record = await rig.open();
  const opening = await record.opening({ wanted: () => false });
  whole(await record.begin(await rig.start({ id: 'bbbb0000' })));
  const step = await rig.step('demo/one', 1, {
    files: { 'out/x': 'second\n' },
    session: 'bbbb0000',
    key: 'other',
  });
  await record.accept(step);
  whole(await record.publish([step.accepted.part]));
  expect(await rig.read('out/x')).toBe('second\n');
  expect(await contentOf(opening, 'out/x')).toBe('first\n');
  await record.release();
});

test('a checkout with CRLF and fresh times has the same digests', async () => {
  await using rig = await Rig.with({
    '.gitattributes': '* text=auto\n',
    'a.md': 'one\ntwo\n',
    'b.md': 'b\n',
  });
  const digests = async (): Promise<unknown> => {
    const record = await rig.open();
    const opening = await record.opening();
    const found = await Promise.all(['a.md', 'b.md'].map((path) => opening.digest(path)));
    await record.release();
    return found;
  };
  const before = await digests();
  await utimes(join(rig.folder, 'b.md'), 1, 1);
  expect(await digests()).toEqual(before);
  await rig.git('config', 'core.autocrlf', 'true');
  await rm(join(rig.folder, 'a.md'));
  await rig.git('checkout', '--', 'a.md');
  expect(await rig.read('a.md')).toBe('one\r\ntwo\r\n');
  expect(await digests()).toEqual(before);
  // Dirty by its line ends alone: git would clean them, and so do we.
  await rig.git('config', 'core.autocrlf', 'false');
  await rig.write({ 'b.md': 'b\r\n' });
  expect(await digests()).toEqual(before);
});

test('a filter keeps a pointer in git; who reads the file gets what it stands for', async () => {
  await using rig = await Rig.with({ '.gitattributes': '*.up filter=upper\n', plain: 'p\n' }, false);
  await rig.git('config', 'filter.upper.clean', 'tr a-z A-Z');
  await rig.git('config', 'filter.upper.smudge', 'tr A-Z a-z');
  await rig.write({ 'x.up': 'small\n' });
  await rig.git('add', '-A');
  await rig.git('commit', '-q', '-m', 'begin');
  const record = await rig.open();
  const opening = await record.opening();
  expect(await contentOf(opening, 'x.up')).toBe('small\n');
  expect(await opening.digest('x.up')).toBe(sha256('SMALL\n'));
  await record.release();
});

test('a folder outside: what git tracks or would track there, or all regular files, and nothing is written into it', async () => {
  await using rig = await Rig.with({ '.gitignore': '*.log\nplain/\n', 'a.md': 'a\n', 'sub/b': 'b\n' });
  await rig.write({ 'x.log': 'x', new: 'n', 'plain/c': 'c', 'plain/.git/d': 'd' });
  await symlink('/etc', join(rig.folder, 'plain/link'));
  const before = await readFile(join(rig.folder, '.git/index'));
  const tracked = await outsideFiles(rig.folder, rig.environment);
  expect(tracked.paths).toEqual(['.gitignore', 'a.md', 'new', 'sheetMusic.md', 'sub/b']);
  expect(await tracked.digest('a.md')).toBe(sha256('a\n'));
  expect(await contentOf(tracked, 'sub/b')).toBe('b\n');
  expect((await outsideFiles(join(rig.folder, 'sub'), rig.environment)).paths).toEqual(['b']);
  expect((await outsideFiles(join(rig.folder, 'plain'), rig.environment)).paths).toEqual(['c']);
  expect(await readFile(join(rig.folder, '.git/index'))).toEqual(before);
  await mkdir(join(rig.home, 'elsewhere'));
  await writeFile(join(rig.home, 'elsewhere/f'), 'f');
  expect((await outsideFiles(join(rig.home, 'elsewhere'), rig.environment)).paths).toEqual(['f']);
  expect((await outsideFiles(join(rig.home, 'nowhere'), rig.environment)).paths).toEqual([]);
});
