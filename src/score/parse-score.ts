import {
  byPlace,
  digestOf,
  hasMistakes,
  type Diagnostic,
  type Json,
  type Sha256,
  type Span,
} from '../base/index.ts';
import { findCircles } from './circles.ts';
import { codesOf, digestsOf } from './code.ts';
import { readConcerto } from './concerto.ts';
import type { EnsembleFile } from './ensemble-file.ts';
import { declaredFlags, flagsOf } from './flags.ts';
import { modulesOf } from './imports.ts';
import { readEnsembles, readSheetOf, topFile } from './gather.ts';
import { inputsOf } from './inputs.ts';
import type { Expression } from './expression.ts';
import { findInstrument, type FoundInstrument } from './instrument.ts';
import { diagnosis } from './language.ts';
import { findLoops } from './loops.ts';
import { parseProduction, type ProductionInstrument, type ReadProduction } from './production.ts';
import { realName, referencesOf, type References } from './references.ts';
import { checkReturns } from './returns.ts';
import { schemasOf } from './schema.ts';
import { namesOf, wideScopes } from './scope.ts';
import type { Ensemble, Instrument, Loop, Model, Score } from './score.ts';
import { checkSheetReads } from './sheet-reads.ts';
import { cuesOf, playedBy, playsOf, sheetOf } from './sheet.ts';
import { withExcerpts } from './text-file.ts';
import { diagnose } from './wording.ts';
import { skillsOf } from './skill.ts';
import { textFiles, type TextFiles, type Workspace } from './workspace.ts';

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
  const references = referencesOf(files, concerto.cast, found);
  const schemas = schemasOf(workspace, texts, found);
  const sheet = readSheetOf(workspace, texts, references, schemas, found);

  const declared = declaredFlags(files.values(), found);
  const flags = new Set(declared.keys());
  const digest = digestsOf(workspace);
  const modules = modulesOf(workspace, texts, found);
  const inputs = new Set(sheet?.inputs?.entries.keys() ?? []);
  const around = {
    workspace,
    references,
    flags,
    inputs,
    wide: wideScopes(references, flags),
    schemas,
    skills: skillsOf(workspace, texts, found),
    modules,
    models: concerto.models,
    code: codesOf(workspace, digest, modules),
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
  const production = readProduction(workspace, texts, ensembles, references, flags, concerto.models, found);
  const sessionFlags = flagsOf(declared, production.flags, sheet?.flags, found);

  const told = (): Diagnostic[] => byPlace(withExcerpts(found, texts.all));
  if (sheet === undefined || hasMistakes(found)) return { diagnostics: told() };
  const finished = finish(ensembles, production);
  const read = sheetOf(sheet, plays, cues, sheetInputs, sessionFlags);
  checkSheetReads({ sheet: read, ensembles: finished }, { played, file: sheet, workspace, texts, found });
  const diagnostics = told();
  if (hasMistakes(diagnostics)) return { diagnostics };
  const paths = [...workspace.entries].filter(([, { entry }]) => entry === 'file').map(([path]) => path);
  const digests = paths.map((path): [string, Sha256 | null] => [path, digest.ofText(path) ?? null]);
  return {
    diagnostics,
    score: {
      concerto: {
        plays: (concerto.plays ?? []).flatMap(({ name }) => references.ensemble(name)?.name ?? []),
        ...(concerto.parallel === undefined ? {} : { parallel: concerto.parallel }),
        cast: references.cast,
        limits: concerto.limits,
        sandbox: concerto.sandbox,
        models: concerto.models,
      },
      sheet: read,
      production: production.production,
      ensembles: finished,
      files: new Map(
        paths.flatMap((path) => {
          const bytes = digest.ofBytes(path);
          return bytes === undefined ? [] : [[path, bytes]];
        }),
      ),
      digest: digestOf(Object.fromEntries(digests)),
    },
  };
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

function readProduction(
  workspace: Workspace,
  texts: TextFiles,
  ensembles: readonly FoundEnsemble[],
  references: References,
  flags: ReadonlySet<string>,
  models: ReadonlyMap<string, Model>,
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
    models,
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
  const criteria = new Map<string, Expression[]>();
  for (const { scope, expression } of production.criteria) {
    if (scope.ensemble === undefined || scope.nickname === undefined || expression === undefined) continue;
    const id = `${scope.ensemble}/${scope.nickname}`;
    const there = criteria.get(id);
    if (there === undefined) criteria.set(id, [expression]);
    else there.push(expression);
  }
  return new Map(
    ensembles.map(({ name, file, needs, loops, instruments }): [string, Ensemble] => {
      const finished = new Map<string, Instrument>();
      for (const [nickname, instrument] of instruments) {
        if (instrument.finish === undefined)
          throw new Error(`${name}/${nickname} has no mistake and can't be played`);
        finished.set(nickname, instrument.finish(criteria.get(`${name}/${nickname}`) ?? []));
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
