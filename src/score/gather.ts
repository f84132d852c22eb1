import type { Diagnostic, Span } from '../base/index.ts';
import { readEnsemble, type EnsembleFile } from './ensemble-file.ts';
import { isInputSheet, readInputSheet } from './input-sheet.ts';
import { readInstrument, unreadInstrument, type InstrumentFile } from './instrument-file.ts';
import { entriesOf } from './named-files.ts';
import { checkNames } from './names.ts';
import type { References } from './references.ts';
import type { Schemas } from './schema.ts';
import { readSheet, type SheetFile } from './sheet-file.ts';
import type { TextFile } from './text-file.ts';
import { diagnose } from './wording.ts';
import type { Entry, TextFiles, Workspace } from './workspace.ts';

/** Told where something else than a file stands in its place; nothing at all is for the caller to judge. */
function toldOf(path: string, entry: Entry | undefined, of: string, found: Diagnostic[]): void {
  const at = { file: path, line: 1, column: 1 };
  switch (entry?.entry) {
    case 'folder':
    case 'other':
      found.push(
        diagnose(at, {
          mistake: 'not_a_file',
          file: path,
          is: entry.entry === 'folder' ? 'a folder' : 'no regular file',
        }),
      );
      return;
    case 'link out':
      found.push(diagnose(at, { mistake: 'link_out', file: path, of }));
      return;
    case 'unreadable':
      found.push(diagnose(at, { mistake: 'unreadable', file: path, because: entry.because }));
      return;
    case 'file':
    case undefined:
  }
}

export function topFile(
  path: string,
  { entries }: Workspace,
  texts: TextFiles,
  found: Diagnostic[],
): TextFile | undefined {
  toldOf(path, entries.get(path), 'the workspace', found);
  return entries.get(path)?.entry === 'file' ? texts.of(path) : undefined;
}

/** The sheet as read; a sheet in JSON is read by what the ensembles expect. */
export function readSheetOf(
  workspace: Workspace,
  texts: TextFiles,
  references: References,
  schemas: Schemas,
  found: Diagnostic[],
): SheetFile | undefined {
  const { sheet, entries, besides } = workspace;
  const at = { file: sheet, line: 1, column: 1 };
  if (sheet === '..' || sheet.startsWith('../'))
    found.push(diagnose(at, { mistake: 'sheet_outside', file: sheet }));
  else if (!entries.has(sheet))
    found.push(diagnose(at, { mistake: 'no_sheet', file: sheet, known: besides }));
  const file = topFile(sheet, workspace, texts, found);
  if (file === undefined) return undefined;
  return isInputSheet(sheet)
    ? readInputSheet(file, { references, schemas, workspace, found })
    : readSheet(file, found);
}

/** Every folder below `ensembles/` that holds a file; what begins with a dot is of tools. */
export function readEnsembles(
  workspace: Workspace,
  texts: TextFiles,
  found: Diagnostic[],
): Map<string, EnsembleFile> {
  const { entries } = workspace;
  const ensembles = new Map<string, EnsembleFile>();
  const names: { name: string; at: Span }[] = [];
  for (const [folder, entry] of entries) {
    const name = /^ensembles\/([^/.][^/]*)$/.exec(folder)?.[1];
    if (name === undefined || entry.entry === 'file' || entry.entry === 'other') continue;
    const at = { file: `${folder}/ensemble.md`, line: 1, column: 1 };
    if (entry.entry !== 'folder') {
      toldOf(folder, entry, 'the workspace', found);
      continue;
    }
    if ([...entriesOf(folder, workspace).values()].every((below) => below.entry === 'folder')) continue;
    names.push({ name, at });
    const own = entries.get(at.file);
    toldOf(at.file, own, `\`${folder}\``, found);
    if (own === undefined) found.push(diagnose(at, { mistake: 'no_ensemble_file', folder }));
    const text = own?.entry === 'file' ? texts.of(at.file) : undefined;
    const instruments = readInstruments(name, workspace, texts, found);
    if (instruments.size === 0 && own?.entry === 'file')
      found.push(diagnose(at, { mistake: 'no_instruments', ensemble: name }));
    ensembles.set(name, readEnsemble(name, text, instruments, found));
  }
  checkNames(names, 'an ensemble', found);
  if (names.length === 0)
    found.push(diagnose({ file: 'ensembles', line: 1, column: 1 }, { mistake: 'no_ensembles' }));
  return ensembles;
}

function readInstruments(
  ensemble: string,
  workspace: Workspace,
  texts: TextFiles,
  found: Diagnostic[],
): Map<string, InstrumentFile> {
  const folder = `ensembles/${ensemble}`;
  const instruments = new Map<string, InstrumentFile>();
  const names: { name: string; at: Span }[] = [];
  for (const [inside, entry] of entriesOf(folder, workspace)) {
    const nickname = /^([^/.][^/]*)\.md$/.exec(inside)?.[1];
    const path = `${folder}/${inside}`;
    if (nickname === undefined || nickname === 'ensemble' || nickname.toLowerCase() === 'readme') continue;
    names.push({ name: nickname, at: { file: path, line: 1, column: 1 } });
    toldOf(path, entry, `\`${folder}\``, found);
    const file = entry.entry === 'file' ? texts.of(path) : undefined;
    instruments.set(
      nickname,
      file === undefined
        ? unreadInstrument(ensemble, nickname, path)
        : readInstrument(ensemble, nickname, file, found),
    );
  }
  checkNames(names, 'an instrument', found);
  return instruments;
}
