import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { byBytes, printDiagnostic, type Diagnostic } from '../../src/base/index.ts';
import type { Score } from '../../src/score/index.ts';
import type { Instrument } from '../../src/score/index.ts';
import { parseScore } from '../../src/score/parse-score.ts';
import type { Entry, Workspace } from '../../src/score/workspace.ts';

/** Files of a workspace by path. */
export interface Files {
  readonly [path: string]: string | Uint8Array;
}

/** A sheet and one ensemble with one script: what most tests begin with. */
export const small: Files = {
  'sheetMusic.md': 'Cook something.\n',
  'ensembles/kitchen/ensemble.md': '---\nensemble: kitchen\nversion: 1.0.0\n---\nAll that is cooked.\n',
  'ensembles/kitchen/cook.md': '---\nkind: script\nmodule: scripts/cook.mjs\n---\nCook it.\n',
  'ensembles/kitchen/scripts/cook.mjs': 'export default async () => ({ total: 1 });\n',
};

/** The front matter of an instrument of the kitchen that is played by the same module, with more lines. */
export const script = (lines = '', body = ''): string =>
  `---\nkind: script\nmodule: scripts/cook.mjs\n${lines.trim()}\n---\n${body}`;

export interface Parsed {
  readonly score?: Score;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses files that stand nowhere but in the test. */
export function parse(
  files: Files,
  more: Partial<Workspace> & { readonly entries?: ReadonlyMap<string, Entry> } = {},
): Parsed {
  const entries = new Map<string, Entry>(more.entries ?? []);
  for (const [path, content] of Object.entries(files)) {
    entries.set(path, {
      entry: 'file',
      bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    });
    for (let folder = dirname(path); folder !== '.' && folder !== '/'; folder = dirname(folder)) {
      if (!entries.has(folder)) entries.set(folder, { entry: 'folder' });
    }
  }
  const versions = new Map([
    ['marked', '9.0.0'],
    ['simphony', '0.1.0'],
  ]);
  return parseScore({
    sheet: 'sheetMusic.md',
    besides: Object.keys(files).filter((path) => /^[^/]+\.md$/.test(path)),
    input: (path) => entries.get(path),
    packageVersion: (name) => versions.get(name),
    isBuiltin,
    ...more,
    entries: new Map([...entries].sort(([a], [b]) => byBytes(a, b))),
  });
}

/** The mistakes of the small workspace with other files, each as `file:line:column code`. */
export const mistakesOf = (files: Files, more: Parameters<typeof parse>[1] = {}): string[] =>
  parse({ ...small, ...files }, more).diagnostics.map(brief);

export const brief = ({ at, code }: Diagnostic): string =>
  `${at === undefined ? '' : `${at.file}:${at.line}:${at.column} `}${code}`;

export const printed = (found: readonly Diagnostic[]): string =>
  `${found.map(printDiagnostic).join('\n\n')}\n`;

/** The score of the small workspace with other files; fails with what is wrong in them. */
export function scoreOf(files: Files, more: Parameters<typeof parse>[1] = {}): Score {
  const { score, diagnostics } = parse({ ...small, ...files }, more);
  if (score === undefined) throw new Error(printed(diagnostics));
  return score;
}

export function instrumentOf(score: Score, address: string): Instrument {
  const [ensemble = '', nickname = ''] = address.split('/');
  const instrument = score.ensembles.get(ensemble)?.instruments.get(nickname);
  if (instrument === undefined) throw new Error(`there is no ${address}`);
  return instrument;
}

/** A workspace on disk, removed at the end of its block. */
export async function onDisk(files: Files): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'simphony-score-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
