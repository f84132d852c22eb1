import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { foldersOf } from '../../src/players/sandbox/prefixes.ts';

/** What must be shown of a machine so that a program can start, and what of a home must not. */

let home: string;
beforeEach(async () => void (home = await realpath(await mkdtemp(join(tmpdir(), 'simphony-home-')))));
afterEach(() => rm(home, { recursive: true, force: true }));

async function file(path: string, content = ''): Promise<string> {
  const whole = join(home, path);
  await mkdir(dirname(whole), { recursive: true });
  await writeFile(whole, content);
  await chmod(whole, 0o755);
  return whole;
}

const shown = (program: string, path = ''): string[] =>
  foldersOf(program, { path, kept: [home] })
    .map((one) => one.replace(`${home}/`, ''))
    .sort();

test('a program of the system needs nothing', () => {
  expect(shown('/usr/bin/env')).toEqual([]);
});

test('one installed under a prefix needs what programs keep there, and not what people do', async () => {
  const program = await file('.cargo/bin/tool');
  await file('.cargo/lib/x.so');
  await file('.cargo/credentials.toml');
  expect(shown(program)).toEqual(['.cargo/bin', '.cargo/lib']);
});

test('one in a home’s own folders of programs is shown alone', async () => {
  await file('.local/share/keyrings/login.keyring');
  expect(shown(await file('.local/bin/tool'))).toEqual(['.local/bin/tool']);
  expect(shown(await file('bin/tool'))).toEqual(['bin/tool']);
  expect(shown(await file('tool'))).toEqual(['tool']);
});

test('what links lead to is shown too, each with its prefix', async () => {
  const real = await file('.pyenv/versions/3.12/bin/python3');
  await file('.pyenv/versions/3.12/lib/python3.12/os.py');
  await mkdir(join(home, 'work/.venv/bin'), { recursive: true });
  await file('work/.venv/pyvenv.cfg');
  const link = join(home, 'work/.venv/bin/python3');
  await symlink(real, link);
  expect(shown(link)).toEqual([
    '.pyenv/versions/3.12/bin',
    '.pyenv/versions/3.12/lib',
    'work/.venv/bin',
    'work/.venv/pyvenv.cfg',
  ]);
});

test('a script needs its interpreter, named outright or through env', async () => {
  const node = await file('.nvm/versions/node/v22/bin/node');
  const expected = ['.nvm/versions/node/v22/bin', 'tools/run'];
  expect(shown(await file('tools/run', `#!${node}\n`))).toEqual(expected);
  expect(shown(await file('tools/run', '#!/usr/bin/env node\n'), dirname(node))).toEqual(expected);
  expect(shown(await file('tools/run', '#!/usr/bin/env -S node --no-warnings\n'), dirname(node))).toEqual(
    expected,
  );
});

test('links that lead in a circle end', async () => {
  await symlink(join(home, 'b'), join(home, 'a'));
  await symlink(join(home, 'a'), join(home, 'b'));
  expect(shown(join(home, 'a'))).toEqual(['a', 'b']);
});
