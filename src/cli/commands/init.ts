import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Diagnostic } from '../../base/index.ts';
import { count, mistake, refused, type Answer } from '../answer.ts';
import * as templates from '../templates.ts';
import type { World } from '../world.ts';
import { isErrno, writeNew, type StartingFile, type Written } from './starting-files.ts';
import { nextLines } from './reading.ts';

/** Makes the folder a workspace that plays at once. */
export async function init(world: World, folder: string): Promise<Answer> {
  const target = path.resolve(world.folder, folder);
  try {
    await mkdir(target, { recursive: true });
    const repository = await ensureRepository(target, world.environment);
    if (typeof repository !== 'string') return refused([repository]);
    const files = await writeNew(target, await startingFiles(world.packageFolder));
    return await answerOf(world, target, repository, files);
  } catch (error) {
    if (!isErrno(error) || error.path === undefined) throw error;
    return refused([mistake('unwritable', `this folder can't be made a workspace: ${error.message}`)]);
  }
}

/** What the sheet plays, and what could be played as well. */
const shipped = ['ensembles/phonosyne', 'ensembles/research', 'ensembles/song', 'songs'];

async function startingFiles(packageFolder: string): Promise<StartingFile[]> {
  const folders = await Promise.all(shipped.map((folder) => filesOf(packageFolder, folder)));
  return [
    { path: 'concerto.md', content: templates.concerto },
    { path: 'sheetMusic.md', content: templates.sheet },
    { path: 'production.md', content: templates.production },
    { path: '.gitignore', content: templates.gitignore },
    ...folders.flat(),
  ];
}

async function filesOf(packageFolder: string, folder: string): Promise<StartingFile[]> {
  const entries = await readdir(path.join(packageFolder, folder), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative(packageFolder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
    )
    .sort();
  return Promise.all(
    paths.map(async (one) => ({ path: one, content: await readFile(path.join(packageFolder, one)) })),
  );
}

const run = promisify(execFile);

/** A repository is made only where the folder is in none. */
async function ensureRepository(
  folder: string,
  environment: World['environment'],
): Promise<'there' | 'made' | Diagnostic> {
  const git = (...words: string[]): Promise<{ stdout: string }> =>
    run('git', words, { cwd: folder, env: environment });
  try {
    await git('rev-parse', '--git-dir');
    return 'there';
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') {
      return mistake(
        'git_missing',
        'git is not installed, and git is the record',
        'install git, then run `simphony init` again',
      );
    }
    if (!(error instanceof Error) || !/not a git repository/.test(error.message)) {
      const because = error instanceof Error ? error.message.trim() : String(error);
      return mistake('git_refused', `git can't tell whether this folder is in a repository: ${because}`);
    }
  }
  await git('init', '--quiet');
  return 'made';
}

async function answerOf(
  world: World,
  target: string,
  repository: 'there' | 'made',
  files: Written,
): Promise<Answer> {
  const from = path.relative(await realpath(world.folder), await realpath(target));
  const steps = [
    `\`simphony${from === '' ? '' : ` -C ${from}`} play\` plays the sheet`,
    'then `git log` shows one commit per accepted take',
  ];
  const { written, left } = files;
  return {
    code: 0,
    data: { folder: target, repository, ...files, next: steps },
    diagnostics: [],
    text: (paint) => {
      const isIn = (folder: string) => (file: string) => file.startsWith(`${folder}/`);
      const own = written.filter((file) => !shipped.some((folder) => isIn(folder)(file)));
      const copied = shipped.flatMap((folder) => {
        const files = written.filter(isIn(folder)).length;
        return files === 0 ? [] : [`${paint.green('wrote')} ${folder}/ (${count(files, 'file')})`];
      });
      return [
        ...(repository === 'made' ? ['made a git repository here: there was none'] : []),
        ...(own.length === 0 ? [] : [`${paint.green('wrote')} ${own.join(', ')}`]),
        ...copied,
        ...(left.length === 0 ? [] : [`${paint.yellow('left as they were')} ${left.join(', ')}`]),
        ...nextLines(steps, paint),
      ].join('\n');
    },
  };
}
