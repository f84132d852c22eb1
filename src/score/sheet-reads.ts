import { isJsonObject, type Diagnostic, type Json, type Span } from '../base/index.ts';
import { sheetFor } from './heard.ts';
import { isInputSheet } from './input-sheet.ts';
import { jsonPlaces, stepOf } from './json-places.ts';
import type { Located } from './located.ts';
import { joined } from './paths.ts';
import type { Instrument, Score } from './score.ts';
import type { SheetFile } from './sheet-file.ts';
import { expandTemplate, templateExpressions } from './template.ts';
import { diagnose } from './wording.ts';
import type { TextFiles, Workspace } from './workspace.ts';

/**
 * Files that the sheet names and that a part reads first of all: what is wrong with their paths is known before anything
 * is played. Where a part hears others, one of those might still write what it reads.
 */
export function checkSheetReads(
  { sheet, ensembles }: Pick<Score, 'sheet' | 'ensembles'>,
  around: {
    /** Real names of the ensembles that this sheet plays, with those they need. */
    readonly played: ReadonlySet<string>;
    readonly file: SheetFile;
    readonly workspace: Workspace;
    readonly texts: TextFiles;
    readonly found: Diagnostic[];
  },
): void {
  const { played, workspace, found } = around;
  // Which instruments a cue leaves out is for the plan to say; a default is for the ensemble to have there or not.
  if (sheet.cues.some(({ nickname }) => nickname !== undefined)) return;
  const written = { ...sheet, inputs: new Map([...sheet.inputs].filter(([, one]) => one.written)) };
  const told = new Set<string>();
  for (const ensemble of ensembles.values()) {
    if (!played.has(ensemble.name)) continue;
    for (const instrument of ensemble.instruments.values()) {
      const { needs, each, when } = instrument;
      if (needs.length > 0 || each !== undefined || when !== undefined) continue;
      const { nickname } = instrument;
      const values = { sheet: sheetFor(written, ensemble.name, nickname, instrument.drawnInputs) };
      for (const path of pathsOfSheet(instrument, values)) {
        if (told.has(path)) continue;
        const who = `${ensemble.name}/${nickname}`;
        const is = stateOf(path, workspace);
        if (is === 'a file') continue;
        told.add(path);
        found.push(diagnose(placeOf(path, sheet, around), { mistake: 'unread', path, by: who, is }));
      }
    }
  }
}

/** Of patterns that are a placeholder and nothing else, and speak of the sheet alone: the paths that they yield. */
function* pathsOfSheet(instrument: Instrument, values: { readonly sheet: Json }): Generator<string> {
  for (const { glob, exclude, input } of instrument.reads) {
    const [only] = templateExpressions(glob);
    if (exclude || input !== undefined || only === undefined || glob.pieces.length !== 1) continue;
    if (only.names.some((name) => name !== 'sheet')) continue;
    const expanded = expandTemplate(glob, values);
    if (!expanded.ok) continue;
    for (const one of [expanded.value].flat()) if (typeof one === 'string') yield one;
  }
}

/** A pattern may match nothing. */
const isPattern = (path: string): boolean => /[*?[\]{}()!]/.test(path);

function stateOf(
  path: string,
  workspace: Workspace,
): 'a file' | 'outside' | 'not there' | 'a folder' | 'no regular file' {
  const plain = joined('', path);
  if (plain === undefined) return 'outside';
  if (isPattern(path)) return 'a file';
  const entry = plain === '' ? { entry: 'folder' as const } : workspace.input(plain);
  switch (entry?.entry) {
    case undefined:
      return 'not there';
    case 'folder':
      return 'a folder';
    case 'link out':
    case 'other':
      return 'no regular file';
    case 'file':
    case 'unreadable':
      return 'a file';
  }
}

/** Where the sheet says it, or the file that one of its inputs is. */
function placeOf(
  path: string,
  sheet: Score['sheet'],
  { file, texts }: { readonly file: SheetFile; readonly texts: TextFiles },
): Span {
  for (const [name, { key, value: written }] of file.inputs?.entries ?? []) {
    const content = sheet.inputs.get(name)?.value ?? null;
    const named = written.shape === 'scalar' && typeof written.value === 'string' ? written.value : undefined;
    const from = isInputSheet(file.file.path)
      ? file.file
      : named !== undefined && named !== content
        ? texts.of(named)
        : undefined;
    const pointer = from === undefined ? undefined : pointerTo(path, content, '');
    if (from !== undefined && pointer !== undefined) return jsonPlaces(from).valueAt(pointer);
    const there = from === undefined ? locatedAt(path, written) : undefined;
    if (there !== undefined) return there.at;
    if (from === undefined && named === path) return key;
  }
  return { file: file.file.path, line: 1, column: 1 };
}

function pointerTo(text: string, value: Json, pointer: string): string | undefined {
  if (value === text) return pointer;
  const members = Array.isArray(value)
    ? [...value.entries()].map(([at, one]: [number, Json]): [string, Json] => [String(at), one])
    : isJsonObject(value)
      ? Object.entries(value)
      : [];
  for (const [name, member] of members) {
    const found = pointerTo(text, member, `${pointer}${stepOf(name)}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function locatedAt(text: string, value: Located): Located | undefined {
  if (value.shape === 'scalar') return value.value === text ? value : undefined;
  const inside = value.shape === 'list' ? value.items : [...value.entries.values()].map((one) => one.value);
  for (const one of inside) {
    const found = locatedAt(text, one);
    if (found !== undefined) return found;
  }
  return undefined;
}
