import { spawn } from 'node:child_process';
import { readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256, type Diagnostic } from '../base/index.ts';
import type { Signature } from './commit-message.ts';
import { gitEnvironment, quiet, reasonOf } from './git.ts';
import { unsafePath } from './paths.ts';
import type { Repository } from './repository.ts';
import { say } from './wording.ts';

/** Content for git: bytes that are still to be stored, or a blob that is there. */
export type Content = { readonly id: string; readonly bytes?: Uint8Array };

/** Paths are from the top of the working tree. */
export type TreeChange =
  | { readonly path: string; readonly mode: '100644' | '100755' | '120000'; readonly content: Content }
  | { readonly path: string; readonly mode: 'gone' };

export interface NewCommit {
  /** For messages: the part, `open` or `close`. */
  readonly of: string;
  readonly author: Signature;
  readonly message: string;
  readonly changes: readonly TreeChange[];
}

/** Seconds since 1970 and the zone, as git writes them. */
export interface When {
  readonly seconds: number;
  readonly zone: string;
}

export type Written = { readonly commits: readonly string[] } | { readonly mistake: Diagnostic };

/** SOURCE_DATE_EPOCH where it is set, so that two plays give the same commits; else the clock. */
export function whenOf(repository: Repository): When {
  const epoch = repository.environment['SOURCE_DATE_EPOCH'];
  if (epoch !== undefined && /^\d{1,12}$/.test(epoch)) return { seconds: Number(epoch), zone: '+0000' };
  const now = repository.now();
  const minutes = -now.getTimezoneOffset();
  const two = (value: number): string => String(Math.trunc(Math.abs(value))).padStart(2, '0');
  return {
    seconds: Math.floor(now.getTime() / 1000),
    zone: `${minutes < 0 ? '-' : '+'}${two(minutes / 60)}${two(minutes % 60)}`,
  };
}

/** One for each workspace, also where several are worktrees of one repository. Commits stand here until the branch has them, so that no gc takes them. */
export const privateRef = (repository: Repository): string =>
  `refs/simphony/${sha256(repository.workspace).slice(0, 16)}`;

/**
 * Writes a chain of commits onto `from` through one `git fast-import`, as one pack, and returns their names.
 * `--done`: a stream that is cut, because we were killed, moves no ref. The ref is private; no branch is touched.
 */
export function writeCommits(
  repository: Repository,
  from: string | undefined,
  commits: readonly NewCommit[],
): Promise<Written> {
  return repository.disk.change('git fast-import', [], () => imported(repository, from, commits));
}

async function imported(
  repository: Repository,
  from: string | undefined,
  commits: readonly NewCommit[],
): Promise<Written> {
  const stream = streamOf(repository, from, commits);
  const { facts } = repository;
  const child = spawn(
    'git',
    [
      ...quiet,
      '-c',
      'fastimport.unpackLimit=1',
      'fast-import',
      '--quiet',
      '--done',
      '--force',
      '--date-format=raw',
    ],
    {
      cwd: facts.top,
      env: gitEnvironment(repository.environment),
    },
  );
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (data: Buffer) => out.push(data));
  child.stderr.on('data', (data: Buffer) => err.push(data));
  child.stdin.on('error', () => {});
  const code = await new Promise<number>((resolve) => {
    child.on('error', () => resolve(127));
    child.on('close', (ended) => resolve(ended ?? 128));
    for (const piece of stream) child.stdin.write(piece);
    child.stdin.end();
  });
  if (code !== 0) {
    const report = join(facts.gitDir, `fast_import_crash_${child.pid ?? ''}`);
    await repository.disk.change('crash-report.remove', [report], () => unlink(report)).catch(() => {});
    const because = reasonOf({ code, out: Buffer.alloc(0), err: Buffer.concat(err).toString() });
    return { mistake: say.gitFailed('store the commits', because) };
  }
  const names = Buffer.concat(out).toString().trim().split('\n');
  if (names.length !== commits.length)
    throw new Error(`git fast-import named ${names.length} of ${commits.length} commits`);
  return { commits: names };
}

function* streamOf(
  repository: Repository,
  from: string | undefined,
  commits: readonly NewCommit[],
): Generator<string | Uint8Array> {
  const marks = new Map<string, number>();
  // Versions of one path follow one another, because fast-import stores each blob as a difference to the last one.
  const byPath = new Map<string, Content[]>();
  for (const { changes } of commits) {
    for (const change of changes) {
      const wrong = unsafePath(change.path);
      if (wrong !== undefined) throw new Error(`\`${change.path}\` must not be committed: ${wrong}`);
      if (change.mode === 'gone') continue;
      const versions = byPath.get(change.path);
      if (versions === undefined) byPath.set(change.path, [change.content]);
      else versions.push(change.content);
    }
  }
  for (const contents of byPath.values()) {
    for (const { id, bytes } of contents) {
      if (bytes === undefined || marks.has(id)) continue;
      marks.set(id, marks.size + 1);
      yield `blob\nmark :${marks.get(id)}\ndata ${bytes.byteLength}\n`;
      yield bytes;
      yield '\n';
    }
  }
  const ref = privateRef(repository);
  const { seconds, zone } = whenOf(repository);
  const signed = ({ name, email }: Signature): string =>
    `${name.replace(/[<>\n]/g, '')} <${email.replace(/[<>\n]/g, '')}> ${seconds} ${zone}`;
  let mark = marks.size;
  yield `reset ${ref}\n${from === undefined ? '' : `from ${from}\n`}\n`;
  for (const { author, message, changes } of commits) {
    const bytes = Buffer.from(message);
    mark += 1;
    yield `commit ${ref}\nmark :${mark}\nauthor ${signed(author)}\ncommitter ${signed(repository.facts.person)}\ndata ${bytes.length}\n`;
    yield bytes;
    yield '\n';
    for (const change of changes) {
      if (change.mode === 'gone') yield `D ${quoted(change.path)}\n`;
      else {
        const known = marks.get(change.content.id);
        yield `M ${change.mode} ${known === undefined ? change.content.id : `:${known}`} ${quoted(change.path)}\n`;
      }
    }
    yield `\nget-mark :${mark}\n`;
  }
  yield 'done\n';
}

/** A path as fast-import reads it: in C quotes, control characters in octal. */
const quoted = (path: string): string =>
  `"${path.replace(/["\\]/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, (one) => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`;

/** What a fast-import of ours left when its Conductor was killed: its crash report, and the private ref. */
export async function removeLeftovers(repository: Repository): Promise<void> {
  const { gitDir } = repository.facts;
  for (const name of await readdir(gitDir).catch(() => [])) {
    if (!name.startsWith('fast_import_crash_')) continue;
    const text = await readFile(join(gitDir, name), 'utf8').catch(() => '');
    if (text.includes(privateRef(repository))) {
      const file = join(gitDir, name);
      await repository.disk.change('crash-report.remove', [file], () => unlink(file)).catch(() => {});
    }
  }
  await repository.disk.change('git update-ref', [], () =>
    repository.git(['update-ref', '-d', privateRef(repository)]),
  );
}
