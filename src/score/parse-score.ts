import {
  byPlace,
  digestOf,
  hasMistakes,
  sha256,
  slugOf,
  type Diagnostic,
  type Json,
  type Span,
} from '../base/index.ts';
import { findCircles } from './circles.ts';
import { digestsOf } from './code.ts';
import { readConcerto, type ConcertoFile } from './concerto.ts';
import { readEnsemble, type EnsembleFile } from './ensemble-file.ts';
import { declaredFlags, flagsOf } from './flags.ts';
import { modulesOf } from './imports.ts';
import { inputsOf } from './inputs.ts';
import { readInstrument, unreadInstrument, type InstrumentFile } from './instrument-file.ts';
import { findInstrument, type FoundInstrument } from './instrument.ts';
import { diagnosis } from './language.ts';
import { findLoops } from './loops.ts';
import { checkNames } from './names.ts';
import { parseProduction, type ProductionInstrument, type ReadProduction } from './production.ts';
import { instrumentNamed, realName, referencesOf, type References } from './references.ts';
import { checkReturns } from './returns.ts';
import { schemasOf } from './schema.ts';
import { namesOf, wideScopes } from './scope.ts';
import type { Cue, Ensemble, Instrument, Loop, Score, Sheet } from './score.ts';
import { readSheet, type SheetFile } from './sheet-file.ts';
import { withExcerpts } from './text-file.ts';
import { diagnose } from './wording.ts';
import { textFiles, type Entry, type TextFiles, type Workspace } from './workspace.ts';

/** An ensemble with the names in it looked up. */
interface FoundEnsemble {
  readonly name: string;
  readonly file: EnsembleFile;
  readonly needs: readonly { readonly name: string; readonly at: Span }[];
  readonly loops: readonly Loop[];
  readonly instruments: ReadonlyMap<string, FoundInstrument>;
}

/**
 * The files of a workspace → a Score, or every mistake in them at once. Pure: the same files give the same answer.
 * The order is that of what hangs on what: files, then names, then what the names lead to, then the sheet's own say.
 */
export function parseScore(workspace: Workspace): {
  readonly score?: Score;
  readonly diagnostics: readonly Diagnostic[];
} {
  const found: Diagnostic[] = [];
  const texts = textFiles((path) => workspace.entries.get(path) ?? workspace.input(path), found);

  const concerto = readConcerto(topFile('concerto.md', workspace, texts, found), found);
  const files = readEnsembles(workspace, texts, found);
  const sheet = readSheetOf(workspace, texts, found);

  const references = referencesOf(files, concerto.cast, found);
  const declared = declaredFlags(files.values(), found);
  const flags = new Set(declared.keys());
  const schemas = schemasOf(workspace, texts, found);
  const digest = digestsOf(workspace);
  const inputs = new Set(sheet?.inputs?.entries.keys() ?? []);
  const around = {
    workspace,
    references,
    flags,
    inputs,
    wide: wideScopes(references, flags),
    schemas,
    modules: modulesOf(workspace, texts, found),
    digest,
    found,
  };
  const ensembles = [...files.values()].map((file): FoundEnsemble => ({
    name: file.name,
    file,
    needs: ensembleNeeds(file, references, found),
    loops: findLoops(file, flags, found),
    instruments: new Map(
      [...file.instruments].map(([nickname, one]) => [nickname, findInstrument(one, file, around)]),
    ),
  }));
  findCircles(
    ensembles.map((one) => ({ ...one, loops: bodiesOf(one) })),
    found,
  );
  checkReturns(
    ensembles.map((one) => ({ ...one, loops: bodiesOf(one) })),
    found,
  );
  checkResults(files.values(), found);

  const plays = playsOf(sheet, concerto, references, found);
  const cues = cuesOf(sheet, references, found);
  const played = playedBy(cues.length > 0 ? cues.map(({ ensemble }) => ensemble) : plays, ensembles);
  const missingAt =
    sheet?.whole === true && !sheet.data.dropped.has('inputs')
      ? (sheet.data.entries.get('inputs')?.key ?? { file: sheet.file.path, line: 1, column: 1 })
      : undefined;
  const sheetInputs = inputsOf({
    ensembles: files.values(),
    played,
    written: sheet?.inputs,
    ...(missingAt === undefined ? {} : { missingAt }),
    workspace,
    texts,
    schemas,
    found,
  });
  const production = readProduction(workspace, texts, ensembles, references, flags, found);
  const sessionFlags = flagsOf(declared, production.flags, sheet?.flags, found);

  const diagnostics = byPlace(withExcerpts(found, texts.all));
  if (sheet === undefined || hasMistakes(diagnostics)) return { diagnostics };
  const finished = finish(ensembles, production);
  const paths = [...workspace.entries].filter(([, { entry }]) => entry === 'file').map(([path]) => path);
  return {
    diagnostics,
    score: {
      concerto: {
        plays: (concerto.plays ?? []).flatMap(({ name }) => references.ensemble(name)?.name ?? []),
        ...(concerto.parallel === undefined ? {} : { parallel: concerto.parallel }),
        cast: references.cast,
        limits: concerto.limits,
      },
      sheet: sheetOf(sheet, plays, cues, sheetInputs, sessionFlags),
      production: production.production,
      ensembles: finished,
      files: new Map(
        paths.flatMap((path) => {
          const entry = workspace.entries.get(path);
          return entry?.entry === 'file' ? [[path, sha256(entry.bytes)]] : [];
        }),
      ),
      digest: digestOf(Object.fromEntries(paths.map((path) => [path, digest(path) ?? null]))),
    },
  };
}

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

function topFile(path: string, { entries }: Workspace, texts: TextFiles, found: Diagnostic[]) {
  toldOf(path, entries.get(path), 'the workspace', found);
  return entries.get(path)?.entry === 'file' ? texts.of(path) : undefined;
}

function readSheetOf(workspace: Workspace, texts: TextFiles, found: Diagnostic[]): SheetFile | undefined {
  const { sheet, entries, besides } = workspace;
  const at = { file: sheet, line: 1, column: 1 };
  if (sheet === '..' || sheet.startsWith('../'))
    found.push(diagnose(at, { mistake: 'sheet_outside', file: sheet }));
  else if (!entries.has(sheet))
    found.push(diagnose(at, { mistake: 'no_sheet', file: sheet, known: besides }));
  const file = topFile(sheet, workspace, texts, found);
  return file === undefined ? undefined : readSheet(file, found);
}

/** Every folder below `ensembles/` that holds a file; what begins with a dot is of tools. */
function readEnsembles(
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
    if (![...entries].some(([path, below]) => below.entry !== 'folder' && path.startsWith(`${folder}/`)))
      continue;
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
  { entries }: Workspace,
  texts: TextFiles,
  found: Diagnostic[],
): Map<string, InstrumentFile> {
  const folder = `ensembles/${ensemble}`;
  const instruments = new Map<string, InstrumentFile>();
  const names: { name: string; at: Span }[] = [];
  for (const [path, entry] of entries) {
    const nickname = path.startsWith(`${folder}/`)
      ? /^([^/.][^/]*)\.md$/.exec(path.slice(folder.length + 1))?.[1]
      : undefined;
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

function ensembleNeeds(
  file: EnsembleFile,
  references: References,
  found: Diagnostic[],
): { name: string; at: Span }[] {
  const needs: { name: string; at: Span }[] = [];
  for (const written of file.needs) {
    const name = realName(written, `the ensemble \`${file.name}\` needs`, references, found);
    if (name === undefined) continue;
    if (needs.some((one) => one.name === name))
      found.push(
        diagnose(written.at, {
          mistake: 'named_twice',
          by: `the ensemble \`${file.name}\` needs`,
          name: written.name,
        }),
      );
    else needs.push({ name, at: written.at });
  }
  return needs;
}

/** Bodies as they were written: a loop whose `until` is a mistake still makes back edges. */
const bodiesOf = ({ file }: FoundEnsemble): { name: string; body: string[] }[] =>
  file.loops.map(({ name, body }) => ({ name, body: body.map((member) => member.name) }));

function checkResults(ensembles: Iterable<EnsembleFile>, found: Diagnostic[]): void {
  for (const { name, instruments } of ensembles) {
    const results = [...instruments.values()].filter(({ read }) => read.result === true);
    for (const { map } of results.slice(1)) {
      const at = map.entries.get('result')?.key;
      if (at !== undefined)
        found.push(
          diagnose(at, { mistake: 'two_results', first: results[0]?.nickname ?? '', ensemble: name }),
        );
    }
  }
}

/** The sheet's, else concerto's, else all; of a role and the ensemble that plays it, the latter. */
function playsOf(
  sheet: SheetFile | undefined,
  { plays }: ConcertoFile,
  references: References,
  found: Diagnostic[],
): string[] {
  const named = (by: string, names: ConcertoFile['plays']): string[] =>
    (names ?? []).flatMap((one) => realName(one, by, references, found) ?? []);
  const byConcerto = named('`concerto.md` plays', plays);
  const bySheet = named('the sheet plays', sheet?.plays);
  if (sheet?.plays !== undefined && sheet.plays.length > 0) return [...new Set(bySheet)];
  if (plays !== undefined && plays.length > 0) return [...new Set(byConcerto)];
  return [
    ...new Set([...references.ensembles.keys()].flatMap((name) => references.ensemble(name)?.name ?? [])),
  ];
}

function cuesOf(sheet: SheetFile | undefined, references: References, found: Diagnostic[]): Cue[] {
  return (sheet?.cues ?? []).flatMap(({ name, text, at }): Cue[] => {
    if (!name.includes('/')) {
      const ensemble = realName({ name, at }, 'this is a cue for', references, found);
      return ensemble === undefined ? [] : [{ ensemble, text, at }];
    }
    const instrument = instrumentNamed({ name, at }, undefined, 'this is a cue for', references, found);
    return instrument === undefined
      ? []
      : [{ ensemble: instrument.ensemble, nickname: instrument.nickname, text, at }];
  });
}

/** Ensembles that are played, with those that they and their instruments need. */
function playedBy(roots: readonly string[], ensembles: readonly FoundEnsemble[]): Set<string> {
  const played = new Set(roots);
  const byName = new Map(ensembles.map((one) => [one.name, one]));
  for (const name of played) {
    const ensemble = byName.get(name);
    for (const need of ensemble?.needs ?? []) played.add(need.name);
    for (const { needs } of ensemble?.instruments.values() ?? [])
      for (const need of needs.needs) played.add(need.ensemble);
  }
  return played;
}

function readProduction(
  workspace: Workspace,
  texts: TextFiles,
  ensembles: readonly FoundEnsemble[],
  references: References,
  flags: ReadonlySet<string>,
  found: Diagnostic[],
): ReadProduction {
  const path = 'production.md';
  const entry = workspace.entries.get(path);
  const none: ReadProduction = {
    production: { file: path, criteria: [], metrics: [], deliverables: [], notes: [] },
    flags: new Map(),
    mistakes: [],
  };
  if (topFile(path, workspace, texts, found) === undefined || entry?.entry !== 'file') return none;
  // The text as it stands, mark and line ends and all: ticks are worked into it.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(entry.bytes);
  const context = {
    ensembles: new Map(
      ensembles.map(({ name, instruments }) => [
        name,
        { instruments: new Map([...instruments].map(([nickname, one]) => [nickname, inProduction(one)])) },
      ]),
    ),
    cast: references.cast,
    flags,
  };
  const read = parseProduction(text, context);
  for (const { at, mistake } of read.mistakes) found.push(diagnosis(mistake, at));
  return read;
}

function inProduction({ needs }: FoundInstrument): ProductionInstrument {
  if (!needs.whole) return {};
  const { nicknames, across } = namesOf(needs);
  return { needs: { nicknames, across } };
}

/** The score is without mistakes: everything is there to be put together. */
function finish(ensembles: readonly FoundEnsemble[], { production }: ReadProduction): Map<string, Ensemble> {
  return new Map(
    ensembles.map(({ name, file, needs, loops, instruments }): [string, Ensemble] => {
      const finished = new Map<string, Instrument>();
      for (const [nickname, instrument] of instruments) {
        const criteria = production.criteria.flatMap(({ scope, expression }) =>
          scope.ensemble === name && scope.nickname === nickname && expression !== undefined
            ? [expression]
            : [],
        );
        if (instrument.finish === undefined)
          throw new Error(`${name}/${nickname} has no mistake and can't be played`);
        finished.set(nickname, instrument.finish(criteria));
      }
      const { version, description, flags, parallel, text, folder } = file;
      const defaults = new Map([...flags].map(([flag, { value }]): [string, Json] => [flag, value]));
      return [
        name,
        {
          name,
          version,
          description,
          needs: needs.map((need) => need.name),
          flags: defaults,
          ...(parallel === undefined ? {} : { parallel }),
          loops,
          instruments: finished,
          text,
          folder,
        },
      ];
    }),
  );
}

const sheetOf = (
  sheet: SheetFile,
  plays: readonly string[],
  cues: readonly Cue[],
  inputs: Sheet['inputs'],
  flags: Sheet['flags'],
): Sheet => ({
  file: sheet.file.path,
  title: sheet.title,
  slug: slugOf(sheet.title),
  seed: sheet.seed,
  text: sheet.text,
  plays,
  cues,
  inputs,
  flags,
  budget: sheet.budget,
});
