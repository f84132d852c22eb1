import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Json, JsonObject } from '../../src/base/index.ts';

const run = promisify(execFile);

/** What a survey brought: takes by nickname (a fan-out as an array), written files by path. */
export interface Survey {
  readonly takes: { readonly [nickname: string]: Json };
  readonly files: { readonly [path: string]: string };
}

/** A folder to survey, with git where the test wants it. */
export class Place {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async empty(): Promise<Place> {
    return new Place(await realpath(await mkdtemp(join(tmpdir(), 'surveyed-'))));
  }

  static async with(files: { readonly [path: string]: string | Uint8Array }): Promise<Place> {
    const place = await Place.empty();
    await place.write(files);
    return place;
  }

  async write(files: { readonly [path: string]: string | Uint8Array }): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.folder, path)), { recursive: true });
      await writeFile(join(this.folder, path), content);
    }
  }

  async git(...words: string[]): Promise<string> {
    const { stdout } = await run('git', words, { cwd: this.folder });
    return stdout;
  }

  /** Commits all there is; `day` is the author's date. */
  async commit(author: string, message: string, day = '2024-03-05'): Promise<void> {
    await this.git('add', '-A');
    const [, name = '', email = ''] = /^(.*) <(.*)>$/.exec(author) ?? [];
    await this.git(
      ...['-c', `user.name=${name}`, '-c', `user.email=${email}`, '-c', 'commit.gpgsign=false'],
      ...['commit', '-q', '--allow-empty', `--date=${day}T12:00:00+00:00`, '-m', message],
    );
  }

  async survey(source = '.'): Promise<Survey> {
    const script = join(import.meta.dirname, 'play-survey.mjs');
    const { stdout } = await run(process.execPath, [script, this.folder, source], {
      maxBuffer: 1 << 26,
      cwd: this.folder,
    });
    return JSON.parse(stdout) as Survey;
  }

  /** What a probe of the ensemble prints about this folder. */
  async probe(script: 'list-files' | 'read-history'): Promise<string> {
    const path = join(import.meta.dirname, `../../ensembles/research/scripts/${script}.mjs`);
    const { stdout } = await run(process.execPath, [path, '.'], { cwd: this.folder });
    return stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A take's output as a map. */
export function take(survey: Survey, nickname: string): JsonObject {
  const found = survey.takes[nickname];
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    throw new Error(`no single take of ${nickname}`);
  return found as JsonObject;
}

/** The outputs of a fan-out by item id. */
export function outputs(survey: Survey, nickname: string): Map<string, JsonObject> {
  const found = survey.takes[nickname];
  if (!Array.isArray(found)) throw new Error(`${nickname} is no fan-out`);
  return new Map((found as { id: string; output: JsonObject }[]).map(({ id, output }) => [id, output]));
}

export const report = (survey: Survey): string => survey.files['output/a-survey/report.md'] ?? '';

/** A file of the ensemble's lib/, as the functions that a test names. */
export async function lib<Functions>(name: string): Promise<Functions> {
  const path = join(import.meta.dirname, `../../ensembles/research/lib/${name}.mjs`);
  return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Functions;
}
