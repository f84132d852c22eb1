import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Obedient } from './obedient.ts';
import { ensemble, eventsIn, instrument, module, Rig, type Event } from './rig.ts';

const sheet = (loud: boolean, more = ''): string => `---\ntitle: Watched\nplays: [e]\nflags: { e.loud: ${loud} }\n---\nPlay.\n${more}`;
const workspace = {
  'sheetMusic.md': sheet(false),
  'ensembles/e/ensemble.md': ensemble('e', 'flags: { e.loud: false }\n'),
  'ensembles/e/plain.md': instrument('module: one.mjs\nneeds: []'),
  'ensembles/e/loud.md': instrument('module: one.mjs\nneeds: []\nflags: [e.loud]'),
  'ensembles/e/one.mjs': module('return 1;'),
};

/** A Conductor that watches, and its sessions one by one. */
class Watching implements AsyncDisposable {
  readonly process: ReturnType<Rig['start']>;
  #heard = '';
  #told = 0;
  #wake: () => void = () => undefined;

  constructor(rig: Rig) {
    this.process = rig.start(['conduct', '--jsonl']);
    this.process.stdout.on('data', (chunk: Buffer) => {
      this.#heard += chunk.toString();
      this.#wake();
    });
    void this.process.then(() => this.#wake());
  }

  /** The events of the next session, once it has ended. */
  async session(): Promise<readonly Event[]> {
    for (;;) {
      const events = eventsIn(this.#heard.slice(0, this.#heard.lastIndexOf('\n') + 1));
      const end = events.findIndex(({ event }, at) => at >= this.#told && event === 'session_end');
      if (end >= 0) {
        const session = events.slice(this.#told, end + 1);
        this.#told = end + 1;
        return session;
      }
      if (this.process.exitCode !== null) throw new Error(`it ended with ${this.process.exitCode}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill('SIGINT');
    await this.process;
  }
}

const of = (session: readonly Event[], event: string): string[] => session.filter((one) => one.event === event).map(({ node }) => node).sort();

describe('conduct', () => {
  test('a save plays again what it touches and nothing else, written in place or by rename; Ctrl-C ends with 130', async () => {
    await using rig = await Rig.with(workspace);
    await using watching = new Watching(rig);
    expect(of(await watching.session(), 'take_accepted')).toEqual(['loud', 'plain']);
    await rig.write({ 'sheetMusic.md': sheet(true) });
    const inPlace = await watching.session();
    expect(of(inPlace, 'take_accepted')).toEqual(['loud']);
    expect(of(inPlace, 'kept')).toEqual(['plain']);
    await writeFile(join(rig.folder, '.sheetMusic.md.swp'), sheet(false));
    await rename(join(rig.folder, '.sheetMusic.md.swp'), join(rig.folder, 'sheetMusic.md'));
    expect(of(await watching.session(), 'take_accepted')).toEqual(['loud']);
    await rig.write({ 'ensembles/e/new.md': instrument('module: one.mjs\nneeds: []') });
    expect(of(await watching.session(), 'take_accepted')).toEqual(['new']);
    watching.process.kill('SIGINT');
    expect((await watching.process).exitCode).toBe(130);
    expect(await rig.git('status', '--porcelain')).toBe('');
  });

  test('a mistake in the sheet is told, and mending it plays', async () => {
    await using rig = await Rig.with(workspace);
    await using watching = new Watching(rig);
    await watching.session();
    const told = new Promise<void>((resolve) => {
      let heard = '';
      watching.process.stderr.on('data', (chunk: Buffer) => {
        heard += chunk.toString();
        if (heard.includes('sheetMusic.md:')) resolve();
      });
    });
    await rig.write({ 'sheetMusic.md': '---\ntitle: Watched\nplay: [e]\n---\n' });
    await told;
    await rig.write({ 'sheetMusic.md': sheet(true) });
    expect(of(await watching.session(), 'take_accepted')).toEqual(['loud']);
  });

  test('a save during a session lets what runs finish, starts nothing more, and plays again once it is committed', async () => {
    await using rig = await Rig.with({}, { commit: false });
    using obedient = await Obedient.in(rig);
    await rig.write({
      ...workspace,
      'ensembles/e/held.md': instrument(`${obedient.command}\nneeds: []`),
      'ensembles/e/after.md': instrument('module: one.mjs\nneeds: [held]\nflags: [e.loud]'),
    });
    await rig.commit('the workspace');
    await using watching = new Watching(rig);
    await obedient.came(watching.process);
    await rig.write({ 'sheetMusic.md': sheet(true) });
    obedient.say(1);
    const first = await watching.session();
    expect(of(first, 'take_accepted')).toContain('held');
    expect(of(first, 'start')).not.toContain('after');
    await rig.git('commit', '-q', '-m', 'louder', '--', 'sheetMusic.md');
    const second = await watching.session();
    expect(of(second, 'take_accepted')).toContain('after');
    expect(of(second, 'kept')).toContain('held');
  });
});
