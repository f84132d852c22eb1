import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { buildEntry, removeEntry, type Mutation } from './build.ts';
import { besides, cutAt, givesWay, withHook } from './points.ts';
import { root, type Template } from './rig.ts';
import type { Mood } from './power.ts';

const run = promisify(execFile);

/** Cuts that together need every sync; each falls right behind a moment at which something had been promised. */
const cuts: readonly (readonly [what: string | undefined, at: number, mood: Mood])[] = [
  // The session has ended, and said so.
  [undefined, 1e9, 'nothing more'],
  [undefined, 1e9, 'names only'],
  ['journal.append', 25, 'nothing more'],
  ['git update-ref', 3, 'nothing more'],
  ['index.take', 2, 'names only'],
  ['index.lay', 2, 'names only'],
  ['git fast-import', 3, 'nothing more'],
  ['index.unlock', 3, 'names only'],
  ['cache.rename', 6, 'nothing more'],
];

interface Trial {
  readonly name: string;
  /** Files whose syncs it is made for: it comes first where one of theirs is missing. */
  readonly of: string;
  readonly run: (template: Template, entry: string) => Promise<{ readonly broken: readonly string[] }>;
}

const trials: readonly Trial[] = [
  ...cuts.map(([what, at, mood]): Trial => {
    const place = what === undefined ? { at, when: 'before' as const } : { what, at, when: 'after' as const };
    const name = what === undefined ? `cut after the end, ${mood}` : `cut after ${what} ${at}, ${mood}`;
    return { name, of: '', run: (template, entry) => cutAt(template, place, mood, 7, entry) };
  }),
  { name: 'somebody moves the branch right before the session does', of: 'branch.ts', run: besides },
  { name: "a person's file gives way, and the power goes", of: 'cache.ts', run: givesWay },
  { name: 'commits under a hook, and the power goes', of: 'git.ts hooked-commits.ts', run: withHook },
];

/** The first trial in which something broke under this entry. */
async function caughtBy(template: Template, entry: string, file: string): Promise<string | undefined> {
  const made = trials.filter(({ of }) => of.split(' ').includes(basename(file)));
  for (const { name, run: trial } of new Set([...made, ...trials])) {
    const { broken } = await trial(template, entry).catch((error: unknown) => ({ broken: [String(error)] }));
    if (broken[0] !== undefined) return `${name}: ${broken[0]}`;
  }
  return undefined;
}

/** What says that something is on disk, as it is written in src/record, and what stands in its place. */
const syncs: readonly (readonly [place: RegExp, to: string])[] = [
  [/await (?:syncFile|syncFolder|[\w.#?]+\.sync|[\w.#]+\.syncs\.\w+)\([^;]*\);/g, 'await Promise.resolve();'],
  [/await \(durable \? this\.#journal\?\.sync\(\) : line\?\.written\(\)\);/g, 'await line?.written();'],
  [/await \(this\.#above \?\?= this\.#syncAbove\(\)\);/g, ''],
  // What a line names is on disk before the line.
  [/if \(contents\.length > 0\) await Promise\.all\([^;]*\);/g, ''],
  // What groups laid is owed until the session is over, and looked at after a cut.
  [/await syncs\.pay\(\);/g, ''],
  [/, this\.#repository\.syncs\.pay\(\)\]/g, ']'],
  [/await this\.#mend\(state\)/g, '[]'],
  // The system itself.
  [/\(\) => datasync\(this\.#handle\)/g, '() => Promise.resolve()'],
];

/** Each sync of src/record alone, each component that git is told to sync, and the old value of the ref's move. */
function listed(): Mutation[] {
  const folder = 'src/record';
  const found: Mutation[] = [];
  for (const name of readdirSync(join(root, folder)).sort()) {
    const file = `${folder}/${name}`;
    const text = readFileSync(join(root, file), 'utf8');
    const times = new Map<string, number>();
    for (const [place, to] of syncs) {
      for (const [from] of text.matchAll(place)) {
        const nth = times.get(from) ?? 0;
        times.set(from, nth + 1);
        found.push({ file, from, to, nth });
      }
    }
    const [setting] = /core\.fsync=[\w,-]+/.exec(text) ?? [];
    for (const component of setting?.slice('core.fsync='.length).split(',') ?? []) {
      const rest = setting?.replace(new RegExp(`(?<=[=,])${component}(,|$)`), '').replace(/,$/, '') ?? '';
      found.push({ file, from: setting ?? '', to: `${rest},-${component}`, nth: 0 });
    }
    if (text.includes('`update ${ref} ${to} ${old}`'))
      found.push({ file, from: '`update ${ref} ${to} ${old}`', to: '`update ${ref} ${to}`', nth: 0 });
  }
  return found;
}

/** What the record promises within one process: a second for all of it, so it is asked first. */
async function promisesBroken(mutation: Mutation, to: string): Promise<string | undefined> {
  await buildEntry(to, mutation, 'promises-entry.ts');
  try {
    const { stdout } = await run(process.execPath, [to], { timeout: 120_000, killSignal: 'SIGKILL' });
    return stdout.split('\n').find((line) => line !== '');
  } catch (error) {
    return `it ends with ${String(error)}`;
  } finally {
    await removeEntry(to);
  }
}

/** Takes each out, and looks whether the trials notice; how many they did not. `only`: those whose file or text holds this. */
export async function mutations(template: Template, say: (text: string) => void, only = ''): Promise<number> {
  const chosen = listed().filter(({ file, from }) => `${file} ${from}`.includes(only));
  say(`\n${chosen.length} mutations, each with up to ${trials.length} trials and what promises.ts looks at`);
  let survived = 0;
  for (const [number, mutation] of chosen.entries()) {
    const entry = join(root, `node_modules/.cache/simphony-crash/mutation-${process.pid}-${number}.mjs`);
    let caught = await promisesBroken(mutation, entry);
    if (caught === undefined) {
      await buildEntry(entry, mutation);
      caught = await caughtBy(template, entry, mutation.file);
      await removeEntry(entry);
    }
    if (caught === undefined) survived += 1;
    const { file, from, nth } = mutation;
    say(
      `${caught === undefined ? 'SURVIVED' : 'caught  '} ${file}${nth === 0 ? '' : ` (${nth + 1}.)`}: ${from.replaceAll(/\s+/g, ' ')}`,
    );
    if (caught !== undefined) say(`             ${caught.slice(0, 160)}`);
  }
  return survived;
}
