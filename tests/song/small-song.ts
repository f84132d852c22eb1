import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ensemble, instrument, module, Rig, type Report } from '../sessions/rig.ts';
import { EngineServer, type Heard } from './engine-server.ts';

const song = resolve(import.meta.dirname, '../../ensembles/song');

/** What an instrument hears first of all: that a person wants it rendered, and the prompt. */
const composed = {
  artifact_hash: `sha256:${'5'.repeat(64)}`,
  title: 'Lanterns',
  style: 'slow waltz, brushed drums',
  prompt: '[Verse 1]\nThe lanterns go out one by one',
  negative: 'choir',
  engine: 'suno',
  plan: { node_seeds: { RENDER: 15 } },
};

/**
 * A workspace with the RENDER of the song ensemble, as it is but for its pauses, between three scripts of the shape of
 * COMPOSE, VALIDATE and REVIEW; and the engine that it asks.
 */
export class SmallSong implements AsyncDisposable {
  readonly rig: Rig;
  readonly engine: EngineServer;

  private constructor(rig: Rig, engine: EngineServer) {
    [this.rig, this.engine] = [rig, engine];
  }

  static async with({ enabled = true, more = '' } = {}): Promise<SmallSong> {
    const render = (await readFile(join(song, 'RENDER.md'), 'utf8'))
      .replace('every: 2s', 'every: 10ms')
      .replace('timeout: 30s', 'timeout: 2s');
    const output = { ...composed, render: { enabled, format: 'wav' }, more };
    const rig = await Rig.with({
      'sheetMusic.md': '---\ntitle: Lanterns\nplays: [song]\n---\nPlay it.\n',
      'ensembles/song/ensemble.md': ensemble('song'),
      'ensembles/song/COMPOSE.md': instrument('module: compose.mjs\nneeds: []'),
      'ensembles/song/compose.mjs': module(`return ${JSON.stringify(output)};`),
      'ensembles/song/VALIDATE.md': instrument('module: validate.mjs\nneeds: [COMPOSE]'),
      'ensembles/song/validate.mjs': module("return { validation_result: 'pass' };"),
      'ensembles/song/RENDER.md': render,
      'ensembles/song/schemas/render.schema.json': await readFile(
        join(song, 'schemas/render.schema.json'),
        'utf8',
      ),
      'ensembles/song/REVIEW.md': instrument('module: review.mjs\nneeds: ["RENDER?"]\nresult: true'),
      'ensembles/song/review.mjs': module('return input.inputs;'),
    });
    return new SmallSong(rig, await EngineServer.open());
  }

  start(...words: string[]) {
    return this.rig.start(['play', '--jsonl', ...words], { env: this.engine.env });
  }

  /** Plays until the engine has heard something of that kind, and is killed then. */
  async killedWhen(is: (heard: Heard) => boolean): Promise<void> {
    const session = this.start();
    await this.engine.hears(session, is);
    session.kill('SIGKILL');
    await session;
  }

  async play(...words: string[]): Promise<{ code: number; report: Report; stderr: string }> {
    const { code, stdout, stderr } = await this.rig.simphonyWith(this.engine.env, 'play', '--json', ...words);
    return { code, report: JSON.parse(stdout) as Report, stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine[Symbol.asyncDispose]();
    await this.rig[Symbol.asyncDispose]();
  }
}
