import { realSyncs } from './real-syncs.ts';
import { lstatSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { sha256, type Address, type Key } from '../../src/base/index.ts';
import type { Disk, SessionRecord } from '../../src/record/index.ts';
import { Rig, whole } from '../record/rig.ts';
import { Durable, type Survived } from './power.ts';

/**
 * What the record has promised when it answers, looked for on a disk that has lost everything that was not synced:
 * within one process and right behind the answer, so that no timer comes before the cut. The sessions of points.ts
 * hold what a cut does to a whole session.
 */

type Hook = (what: string, when: 'before' | 'after', paths: readonly string[]) => void;

/** A workspace on a disk whose power may go. */
class Watched implements AsyncDisposable {
  readonly rig: Rig;
  record!: SessionRecord;
  hook: Hook = () => undefined;
  /** A sync of this file is refused. */
  refused = '';
  readonly #found: string[];
  #durable: Durable | undefined;

  private constructor(rig: Rig, found: string[]) {
    [this.rig, this.#found] = [rig, found];
  }

  static async make(found: string[]): Promise<Watched> {
    const rig = await Rig.with();
    const trace = join(dirname(rig.folder), 'git-calls');
    await writeFile(join(rig.home, '.gitconfig'), `[trace2]\n\teventTarget = ${trace}\n`);
    return new Watched(rig, found);
  }

  /** Opens the record; all that lies there now is on disk. */
  async open(): Promise<SessionRecord> {
    const durable = new Durable(this.rig.folder, join(dirname(this.rig.folder), 'git-calls'));
    this.#durable = durable;
    const really = async (path: string, work: () => Promise<void>): Promise<void> => {
      if (path === this.refused) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO', path });
      const before = realSyncs();
      await work();
      if (realSyncs() === before) this.#found.push(`the system was not asked to sync ${basename(path)}`);
    };
    const disk: Disk = {
      change: async (what, paths, work) => {
        this.hook(what, 'before', paths);
        const done = await durable.change(what, paths, work);
        this.hook(what, 'after', paths);
        return done;
      },
      sync: (path, work) => durable.sync(path, () => really(path, work)),
      syncFolder: (path, work) => durable.syncFolder(path, () => really(path, work)),
    };
    this.record = await this.rig.open('', undefined, disk);
    return this.record;
  }

  path(below: string): string {
    return join(this.rig.folder, below);
  }

  journal(id = 'k3f9a0b1'): string {
    return this.path(`.simphony/journal/${id}.jsonl`);
  }

  /** Says what is not there, or there without this text, were the power to go now. */
  expectDurable(what: string, path: string, text: string | Uint8Array): void {
    const survived = this.#durable?.survived();
    if (survived === undefined) return;
    const wanted = Buffer.from(text);
    for (const [mood, content] of [
      ['nothing more', lasting(survived, this.rig.folder, path)],
      // The disk may have kept the new name all the same, before it had what the file holds.
      ['names only', lastingUnder(survived, path)],
    ] as const) {
      if (content === undefined) this.#found.push(`${what}: ${basename(path)} is lost (${mood})`);
      else if (!content.includes(wanted)) this.#found.push(`${what}: ${basename(path)} lacks it (${mood})`);
    }
  }

  expectGone(what: string, path: string): void {
    const survived = this.#durable?.survived();
    if (survived !== undefined && lasting(survived, this.rig.folder, path) !== undefined)
      this.#found.push(`${what}: ${basename(path)} is there again`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rig[Symbol.asyncDispose]();
  }
}

/** Content of the file that the disk has at this path, where it has that path. */
function lasting({ names, contents }: Survived, top: string, path: string): Buffer | undefined {
  const parts = relative(top, path).split('/');
  for (let at = 1; at < parts.length; at += 1) {
    if (names[parts.slice(0, at - 1).join('/')]?.[parts[at - 1] ?? ''] !== 'folder') return undefined;
  }
  const identity = names[parts.slice(0, -1).join('/')]?.[parts.at(-1) ?? ''];
  if (identity === undefined || identity === 'folder') return undefined;
  return Buffer.from(contents[identity] ?? '', 'base64');
}

/** Content that the disk has of the file that lies at this path now. */
function lastingUnder({ contents }: Survived, path: string): Buffer | undefined {
  const there = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (there === undefined) return undefined;
  return Buffer.from(contents[`${Number(there.ino)} ${Number(there.birthtimeNs)}`] ?? '', 'base64');
}

const pay = 'demo/pay' as Address;
const attempt = { part: pay, key: sha256('pay') as Key, attempt: 1 };
const sending = {
  ...{ ...attempt, nth: 1, idempotencyKey: 'k1' },
  ...{ next: 'person' as const, what: 'POST http://shop' },
};
const another = { id: 'another0', scoreDigest: sha256('another') };

type Trial = (watched: Watched) => Promise<void>;

const trials: Readonly<Record<string, Trial>> = {
  'an attempt that may not be made twice is noted before it starts': async (watched) => {
    const record = await watched.open();
    whole(await record.begin(await watched.rig.start()));
    await record.attemptStarts({ ...attempt, idempotent: false }, { durable: true });
    watched.expectDurable('the attempt', watched.journal(), '"event":"attempt"');
    await record.attemptEnds(pay, 'failed');
    await record.release();
    watched.expectDurable('what was noted last', watched.journal(), '"event":"attempt_over"');
  },

  'what is sent, what it is answered, and what is accepted': async (watched) => {
    const record = await watched.open();
    whole(await record.begin(await watched.rig.start()));
    watched.expectDurable('the session', watched.journal(), '"event":"begun"');
    await record.attemptSends(sending);
    watched.expectDurable('the request', watched.journal(), '"event":"sending"');
    await record.attemptAnswered(pay, { job: 1 });
    watched.expectDurable('the answer', watched.journal(), '"event":"answered"');
    const large = { text: 'x'.repeat(100_000) };
    await record.attemptAnswered(pay, large);
    const digest = sha256(JSON.stringify(large));
    watched.expectDurable('the large answer', watched.journal(), digest);
    watched.expectDurable('the large answer', record.cached(digest) ?? '', JSON.stringify(large));
    const step = await watched.rig.step(pay, large, { files: { 'output/a.txt': 'what it made' } });
    await (
      await record.accept(step)
    ).onDisk;
    watched.expectDurable('the take', watched.journal(), '"event":"accepted"');
    for (const [name, content] of [
      [step.accepted.takeSha256, step.takeBytes],
      [sha256('what it made'), 'what it made'],
    ] as const)
      watched.expectDurable('the take', record.cached(name) ?? '', content);
  },

  "a person's word about an older session; and a disk that refuses it is no yes": async (watched) => {
    let record = await watched.open();
    whole(await record.begin(await watched.rig.start()));
    await record.attemptSends(sending);
    whole(await record.close([], 'closed'));
    await record.release();
    record = await watched.open();
    watched.refused = watched.journal();
    const refused = await record.allow(pay).then(
      () => false,
      () => true,
    );
    if (!refused) throw new Error('a word that is not on disk is taken for one');
    watched.refused = '';
    await record.allow(pay);
    watched.expectDurable("the person's word", watched.journal(), '"event":"allowed"');
  },

  'what acted outside is in the newer journal before it is gone from the older one': async (watched) => {
    let record = await watched.open();
    whole(await record.begin(await watched.rig.start()));
    await record.attemptSends(sending);
    whole(await record.close([], 'interrupted'));
    await record.release();
    record = await watched.open();
    let looked = 0;
    watched.hook = (what, when, paths) => {
      if (what !== 'journal.open' || when !== 'before' || paths[0] !== watched.journal()) return;
      looked += 1;
      watched.expectDurable('what is handed on', watched.journal(another.id), '"event":"taken_over"');
    };
    whole(await record.begin(await watched.rig.start(another)));
    if (looked !== 1) throw new Error(`the older journal was opened ${looked} times`);
  },

  'a session with the same id as one that acted outside holds that before it takes its name': async (
    watched,
  ) => {
    let record = await watched.open();
    whole(await record.begin(await watched.rig.start()));
    await record.attemptSends(sending);
    await record.attemptEnds(pay, 'unseen');
    whole(await record.close([], 'interrupted'));
    await record.release();
    record = await watched.open();
    let renamed = 0;
    watched.hook = (what, when) => {
      if (what !== 'journal.rename' || when !== 'after') return;
      renamed += 1;
      watched.expectDurable('what acted outside', watched.journal(), 'POST http://shop');
    };
    whole(await record.begin(await watched.rig.start()));
    if (renamed !== 1) throw new Error(`the journal was renamed ${renamed} times`);
    watched.expectDurable('the new session', watched.journal(), '"event":"taken_over"');
  },

  'a disk that refuses the new journal leaves the older one of the same id where it is': async (watched) => {
    let record = await watched.open();
    whole(await record.begin(await watched.rig.start()));
    await record.attemptSends(sending);
    await record.attemptEnds(pay, 'unseen');
    whole(await record.close([], 'interrupted'));
    await record.release();
    record = await watched.open();
    watched.refused = `${watched.journal()}.new`;
    const begun = await record.begin(await watched.rig.start());
    if (begun.published !== 'stopped') throw new Error('a session begins that is not on disk');
    watched.expectDurable('what acted outside', watched.journal(), 'POST http://shop');
  },

  "a lock of ours that a kill left on git's index is gone for good": async (watched) => {
    const lock = watched.path('.git/index.lock');
    let record = await watched.open();
    let text: Buffer | undefined;
    watched.hook = (what, when) => {
      if (what === 'index.take' && when === 'after') text = readFileSync(lock);
    };
    whole(await record.begin(await watched.rig.start()));
    await record.release();
    await writeFile(lock, text ?? '');
    watched.hook = () => undefined;
    record = await watched.open();
    await record.release();
    watched.expectGone('the lock', lock);
  },

  'what was committed here once outlives the journals that say so': async (watched) => {
    const record = await watched.open();
    whole(await record.begin(await watched.rig.start()));
    await record.accept(await watched.rig.step('demo/one', 1));
    whole(await record.close([], 'closed'));
    watched.expectDurable(
      'what was committed',
      watched.path('.simphony/cache-index/committed.json'),
      'demo/one',
    );
    watched.expectDurable('what git leaves out', watched.path('.git/info/exclude'), '.simphony');
  },
};

/** What is not on disk though it was promised, as sentences. */
export async function brokenPromises(): Promise<string[]> {
  const found: string[] = [];
  for (const [name, trial] of Object.entries(trials)) {
    const here: string[] = [];
    await using watched = await Watched.make(here);
    await trial(watched).catch((error: unknown) => here.push(String(error)));
    await watched.record.release().catch(() => undefined);
    found.push(...here.map((one) => `${name}: ${one}`));
  }
  return found;
}
