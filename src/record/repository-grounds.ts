import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Grounds } from '../base/index.ts';
import { fields, git, type Environment, type GitEnd } from './git.ts';
import type { RepositoryFacts } from './record.ts';

/** One entry of `git config --list --show-origin -z`. */
export interface Setting {
  /** `file:.git/config`, `command line:`; a relative path is from where git was called. */
  readonly origin: string;
  /** Section and key in lower case. */
  readonly name: string;
  /** The empty text for a name without `=`, which is true. */
  readonly value: string;
}

export function settingsIn(listed: GitEnd): readonly Setting[] {
  const said = fields(listed.out);
  const settings: Setting[] = [];
  for (let index = 0; index + 1 < said.length; index += 2) {
    const [origin = '', entry = ''] = said.slice(index, index + 2);
    const at = entry.indexOf('\n');
    const [name, value] = at === -1 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
    settings.push({ origin, name, value });
  }
  return settings;
}

/** Of git's grounds, those that are known before git is asked. Gives the folder in which it should find `.git`. */
export function tellBefore(
  grounds: Grounds,
  folder: string,
  environment: Environment,
): { readonly found: string | undefined } {
  for (const file of globalFiles(environment)) grounds.on(file);
  for (const name of ['ignore', 'attributes']) {
    const file = inSettings(environment, name);
    if (file !== undefined) grounds.on(file);
  }
  for (let [at, last] = [folder, '']; at !== last; [at, last] = [dirname(at), at]) {
    const there = lstatSync(join(at, '.git'), { throwIfNoEntry: false });
    // The times of the folder itself move with everything that git does.
    if (there?.isDirectory() === true) return { found: at };
    grounds.on(join(at, '.git'));
    if (there !== undefined) return { found: at };
  }
  return { found: undefined };
}

/** What the rest of git's answers at the opening rest on; `found` is where `.git` was seen before. */
export async function tellAfter(
  grounds: Grounds,
  facts: RepositoryFacts,
  settings: readonly Setting[],
  asked: { readonly folder: string; readonly environment: Environment; readonly found: string | undefined },
): Promise<void> {
  const { folder, environment, found } = asked;
  const { gitDir, commonDir, ref } = facts;
  if (found === undefined || realpathSync(found) !== realpathSync(facts.top))
    return grounds.once('the repository lies somewhere else than its `.git`');
  const late = (path: string): void => grounds.on(path, 'late');
  late(join(gitDir, 'HEAD'));
  if (gitDir !== commonDir) late(join(gitDir, 'commondir'));
  // Names are added to these folders and removed from them by git itself all the time: they are not asked `late`.
  grounds.on(join(commonDir, 'packed-refs'));
  for (const home of new Set([gitDir, commonDir])) grounds.on(join(home, 'reftable', 'tables.list'));
  if (ref !== undefined) tellRef(grounds, commonDir, ref);
  for (const file of [facts.indexFile, `${facts.indexFile}.lock`, join(commonDir, 'shallow')])
    grounds.on(file);
  for (const name of ['', 'exclude', 'attributes', 'grafts']) late(join(commonDir, 'info', name));
  late(facts.excludeFile);
  for (const file of [join(commonDir, 'config'), join(gitDir, 'config.worktree')]) grounds.on(file);
  await tellSettings(grounds, settings, { folder, environment });
}

/** A loose ref, or a packed one, or one that the reftable format holds. */
function tellRef(grounds: Grounds, commonDir: string, ref: string): void {
  const file = join(commonDir, ref);
  grounds.on(file);
  const text = textOf(file);
  if (text?.startsWith('ref:') === true) return grounds.once(`${ref} names another ref`);
  if (text !== undefined || textOf(join(commonDir, 'reftable', 'tables.list')) !== undefined) return;
  if (textOf(join(commonDir, 'packed-refs'))?.includes(` ${ref}\n`) !== true)
    grounds.once(`nothing says where ${ref} stands`);
}

async function tellSettings(
  grounds: Grounds,
  settings: readonly Setting[],
  { folder, environment }: { readonly folder: string; readonly environment: Environment },
): Promise<void> {
  const files = new Set<string>();
  for (const { origin, name, value } of settings) {
    const from = /^file:(.*)$/s.exec(origin)?.[1];
    const file = from === undefined ? undefined : resolve(folder, from);
    if (file !== undefined) files.add(file);
    else if (origin !== 'command line:') grounds.once(`a setting of git comes from ${origin}`);
    if (/^include(if\..*)?\.path$/s.test(name)) tellPath(grounds, value, file, environment);
    if (name === 'core.excludesfile' || name === 'core.attributesfile')
      tellPath(grounds, value, undefined, environment);
  }
  for (const file of files) grounds.on(file, 'late');
  if ((environment['GIT_CONFIG_NOSYSTEM'] ?? '') !== '') return;
  await tellSystem(grounds, files, { folder, environment });
}

/** A path as git's settings write it: from the file that names it, or from the person's home. */
function tellPath(grounds: Grounds, path: string, from: string | undefined, environment: Environment): void {
  const home = environment['HOME'];
  if (/^~(\/|$)/.test(path) && home !== undefined) return grounds.on(home + path.slice(1), 'late');
  if (isAbsolute(path)) return grounds.on(path, 'late');
  if (from === undefined || /^(~|%\()/.test(path)) return grounds.once(`a setting of git names ${path}`);
  grounds.on(join(dirname(from), path), 'late');
}

/** Where the system's settings lie, git was built to know; where there are none it names the file that it misses. */
async function tellSystem(
  grounds: Grounds,
  files: ReadonlySet<string>,
  call: { readonly folder: string; readonly environment: Environment },
): Promise<void> {
  const own = call.environment['GIT_CONFIG_SYSTEM'];
  if (own !== undefined && own !== '') return grounds.on(resolve(call.folder, own), 'late');
  const listed = await git(['config', '--system', '--list', '--show-origin', '-z'], call);
  const missing = /unable to read config file '(.+)':/.exec(listed.err)?.[1];
  if (missing !== undefined) return grounds.on(missing, 'late');
  const found = settingsIn(listed).flatMap(({ origin }) => /^file:(.*)$/s.exec(origin)?.[1] ?? []);
  if (found.length === 0) return grounds.once('the settings of the system are empty, and nobody says where');
  for (const file of found) if (!files.has(file)) grounds.on(file, 'late');
}

function globalFiles(environment: Environment): readonly string[] {
  const own = environment['GIT_CONFIG_GLOBAL'];
  if (own !== undefined) return own === '' ? [] : [resolve(own)];
  const { HOME: home } = environment;
  return [inSettings(environment, 'config') ?? [], home === undefined ? [] : join(home, '.gitconfig')].flat();
}

/** `$XDG_CONFIG_HOME/git/<name>`, or what stands for it. */
function inSettings(
  { XDG_CONFIG_HOME: settings, HOME: home }: Environment,
  name: string,
): string | undefined {
  if (settings !== undefined && settings !== '') return join(settings, 'git', name);
  return home === undefined || home === '' ? undefined : join(home, '.config', 'git', name);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
