/**
 * What a stranger does: install the packed package into an empty folder, `simphony init`, `simphony play`, and again.
 * Prints each command; ends with 1 at the first thing that is not as promised. The build must be there.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { npmPack } from './npm-pack.mjs';

const top = await mkdtemp(path.join(tmpdir(), 'simphony-tarball-'));
const folder = path.join(top, 'empty folder');
await mkdir(folder);
// an identity of its own, so that no setting of this machine decides
const gitconfig = path.join(top, 'gitconfig');
await writeFile(gitconfig, '[user]\n\tname = A Stranger\n\temail = stranger@example.org\n');
const env = { ...process.env, GIT_CONFIG_GLOBAL: gitconfig, GIT_CONFIG_NOSYSTEM: '1' };

function run(command, ...words) {
  console.log(`$ ${[command, ...words].join(' ')}`);
  const { status, error } = spawnSync(command, words, {
    cwd: folder,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${words[0]} ended with ${status}`);
}
const git = (...words) => execFileSync('git', words, { cwd: folder, env, encoding: 'utf8' }).trim();
function expect(what, holds) {
  console.log(`${holds ? 'ok' : 'not ok'}: ${what}`);
  if (!holds) throw new Error(`not as promised: ${what}`);
}

try {
  run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', await npmPack(top));
  run('npx', '--no-install', 'simphony', 'init');
  run('npx', '--no-install', 'simphony', 'doctor');
  run('npx', '--no-install', 'simphony', 'check');
  run('npx', '--no-install', 'simphony', 'play');
  const head = git('rev-parse', 'HEAD');
  const authors = new Set(git('log', '--format=%ae').split('\n'));
  expect(
    'every step is authored by its instrument',
    [...authors].some((one) => one.endsWith('@phonosyne.simphony')),
  );
  const inGit = git('ls-files', 'output').split('\n');
  for (const file of ['index.html', 'overview.png', 'manifest.json']) {
    expect(
      `${file} is in git`,
      inGit.some((one) => one.endsWith(`/${file}`)),
    );
  }
  const [pack] = await readdir(path.join(folder, 'output'));
  const sounds = (await readdir(path.join(folder, 'output', pack))).filter((one) => one.endsWith('.wav'));
  expect(`eighteen sounds lie in output/${pack}`, sounds.length === 18);
  const theirs = ['package.json', 'package-lock.json', '.gitignore', 'songs/'];
  const dirty = git('status', '--porcelain')
    .split('\n')
    .map((line) => line.slice(3))
    .filter((file) => file !== '');
  expect(
    `git status is clean but for ${theirs.join(', ')}: ${dirty.join(', ')}`,
    dirty.every((file) => theirs.includes(file)),
  );
  run('npx', '--no-install', 'simphony', 'play');
  expect('a second play makes no commit', git('rev-parse', 'HEAD') === head);
  run('npx', '--no-install', 'simphony', 'play', 'songs/lanterns.json');
  expect('a song is there to be read', git('ls-files', 'output').includes('/lyrics.md'));
  run('npx', '--no-install', 'simphony', 'test');
  run('npx', '--no-install', 'simphony', 'new', 'ensemble', 'kitchen');
  run('npx', '--no-install', 'simphony', 'new', 'instrument', 'kitchen/weigh');
  await writeFile(
    path.join(folder, 'sheetMusic.md'),
    '---\ntitle: Supper\nplays: [kitchen]\n---\nPeas and rice.\n',
  );
  run('npx', '--no-install', 'simphony', 'play');
  expect('a new ensemble plays as it was written', git('log', '--format=%an', `${head}..`).includes('weigh'));
  git('fsck', '--strict');
  await rm(top, { recursive: true });
} catch (error) {
  console.error(`${error.message}\nthe folder is kept: ${folder}`);
  process.exitCode = 1;
}
