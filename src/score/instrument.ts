import type { Diagnostic, Json } from '../base/index.ts';
import { matcherOf, type CodeNamed, type codesOf } from './code.ts';
import type { EnsembleFile } from './ensemble-file.ts';
import type { Expression, Names, Template } from './expression.ts';
import type { Modules } from './imports.ts';
import type { InstrumentFile } from './instrument-file.ts';
import { kindOf } from './keys.ts';
import { languageOf, type Language } from './language.ts';
import { isWritten, itemsAt, writtenIn, type Located } from './located.ts';
import { readJudging } from './judging.ts';
import { readSoundExpressions } from './dsp-performer.ts';
import { modelOf } from './model-of.ts';
import { findNeeds, isNamedBy, sourcesOf, withNamed, type FoundNeeds } from './needs.ts';
import { joined, refusedWrite } from './paths.ts';
import { readPerformer } from './performer.ts';
import type { References } from './references.ts';
import type { Schemas } from './schema.ts';
import type { Each, Instrument, Model, Need, Performer, ReadPattern, WritePattern } from './score.ts';
import { narrowScope, type wideScopes } from './scope.ts';
import type { Skills } from './skill.ts';
import { templateExpressions } from './template.ts';
import { isSafe } from './unseen.ts';
import { diagnose, hintWords } from './wording.ts';
import type { Workspace } from './workspace.ts';

/** All that an instrument is looked at against. */
export interface Surroundings {
  readonly workspace: Workspace;
  readonly references: References;
  /** Every flag that any ensemble declares. */
  readonly flags: ReadonlySet<string>;
  /** Inputs that the sheet writes. */
  readonly inputs: ReadonlySet<string>;
  readonly wide: ReturnType<typeof wideScopes>;
  readonly schemas: Schemas;
  readonly skills: Skills;
  readonly modules: Modules;
  readonly models: ReadonlyMap<string, Model>;
  readonly code: ReturnType<typeof codesOf>;
  readonly found: Diagnostic[];
}

/** An instrument with its references looked up. */
export interface FoundInstrument {
  readonly file: InstrumentFile;
  readonly needs: FoundNeeds;
  /** Made complete once production.md has been read; absent where a mistake leaves nothing to play. */
  readonly finish?: (criteria: readonly Expression[]) => Instrument;
}

export const defaultTimeoutMs = 300_000;

export function findInstrument(
  file: InstrumentFile,
  own: EnsembleFile,
  around: Surroundings,
): FoundInstrument {
  const { found, references, flags, workspace } = around;
  if (file.file === undefined || !file.whole) {
    return {
      file,
      needs: {
        needs: [],
        hearsSheet: true,
        hearsHandoff: false,
        hearsRecord: false,
        written: [],
        whole: false,
        complete: false,
      },
    };
  }
  const { read, map } = file;
  const language = languageOf(file.file, found, (name) => hintFor(name, own, references));
  const fanOut = isWritten(map, 'each');
  const listed = findNeeds(file, own, references, found);

  const [eachAt, whenAt] = [map.entries.get('each')?.value, map.entries.get('when')?.value];
  const eachExpression =
    read.each === undefined ? undefined : language.expression('each', eachAt, around.wide(own, fanOut).each);
  const when =
    read.when === undefined ? undefined : language.expression('when', whenAt, around.wide(own, fanOut).when);
  const sound = readSoundExpressions(file, language, around.wide(own, fanOut).sound);
  const named = [eachExpression, when, ...Object.values(sound)];
  const needs = withNamed(listed, named, file, own, references);
  const scope = narrowScope(needs, fanOut, flags, read.env ?? []);

  const timeoutMs = read.timeout ?? defaultTimeoutMs;
  const reading = { file, folder: own.folder, language, scope, workspace, found };
  const { schemas, skills, modules, models, code: codeOf } = around;
  const performed = readPerformer({ ...reading, sound, schemas, skills, modules, models, code: codeOf });
  const judging = readJudging({ ...reading, schemas, timeoutMs });
  const reads = itemsAt(map, 'reads').flatMap(
    (item) => readPattern(item, language, scope.before, found) ?? [],
  );
  const writes = itemsAt(map, 'writes').flatMap(
    (item) => writePattern(item, language, scope.playing, found) ?? [],
  );
  const probe =
    read.probe === undefined
      ? undefined
      : itemsAt(map, 'probe').flatMap((item) => language.template(item, scope.before) ?? []);
  checkFlags(file, flags, found);
  checkUses(file, found);

  const templates = [
    ...reads.map(({ glob }) => glob),
    ...writes.map(({ glob }) => glob),
    ...(probe ?? []),
  ].flatMap(templateExpressions);
  const speaking = [...templates, ...performed.expressions, ...judging.expressions];
  checkInputs([...templates, ...performed.expressions, ...performed.aside], own, around);

  const { kind } = read;
  const { performer } = performed;
  if (kind === undefined || performer === undefined) return { file, needs };

  const each: Each | undefined = eachExpression && {
    expression: eachExpression,
    ...sourcesAs(sourcesOf(eachExpression, needs.needs, (need) => isFanOut(need, references))),
  };
  const whenPerItem =
    fanOut && when !== undefined && (when.names.includes('item') || when.names.includes('id'));
  const code = codeOf({
    folder: own.folder,
    command: performer.kind === 'command',
    ...(performer.kind === 'module' ? { module: performer.path } : {}),
    ...codeOfModel(performer),
    ...(read.uses === undefined ? {} : { uses: read.uses }),
    ...(judging.output.form === 'json' && judging.output.schema !== undefined
      ? { schema: judging.output.schema }
      : {}),
    checks: judging.checks,
  });
  const listedFlags = read.flags ?? [];
  const frontMatter: Json = {
    kind,
    needs: needsAs(needs),
    reads: reads.map(({ glob, exclude }) => (exclude ? `!${glob.source}` : glob.source)),
    writes: writes.map(({ glob }) => glob.source),
    flags: [...listedFlags].sort(),
    env: [...(read.env ?? [])].sort(),
    ...judging.normal,
    performer: performed.normal,
    ...(probe === undefined ? {} : { probe: probe.map(({ source }) => source) }),
    ...(each === undefined ? {} : { each: each.expression.source.trim() }),
    ...(when === undefined ? {} : { when: when.source.trim() }),
    ...(read.uses === undefined ? {} : { uses: [...read.uses].sort() }),
    ...sandboxOf(file),
  };

  const finish = finishing({
    ...{ own, file, kind, needs, eachExpression, each, when, whenPerItem, probe, reads, writes },
    ...{ output: judging.output, checks: judging.checks, speaking, timeoutMs, performer, frontMatter, code },
  });
  return { file, needs, finish };
}

/** What runs or is told whoever plays: not the understudy, whose code counts against its own takes alone. */
function codeOfModel(performer: Performer): Pick<CodeNamed, 'module' | 'answer' | 'skill'> {
  const { skill, answer, refine } = modelOf({ performer }) ?? {};
  return {
    ...(refine === undefined ? {} : { module: refine }),
    ...(answer === undefined ? {} : { answer }),
    ...(skill === undefined ? {} : { skill: skill.files }),
  };
}

/** What is found of an instrument alone. What it took to find that is many times as much and let go of here. */
interface Draft extends Pick<
  Instrument,
  'kind' | 'whenPerItem' | 'reads' | 'writes' | 'output' | 'checks' | 'timeoutMs' | 'performer' | 'code'
> {
  readonly own: EnsembleFile;
  readonly file: InstrumentFile;
  readonly needs: FoundNeeds;
  readonly eachExpression: Expression | undefined;
  readonly each: Each | undefined;
  readonly when: Expression | undefined;
  readonly probe: readonly Template[] | undefined;
  /** What asks for its own needs, besides the criteria of production.md. */
  readonly speaking: readonly Expression[];
  readonly frontMatter: Json;
}

function finishing(draft: Draft): (criteria: readonly Expression[]) => Instrument {
  const { own, file, kind, needs, eachExpression, each, when, whenPerItem, speaking, performer } = draft;
  const { read } = file;
  return (criteria) => {
    // A whole array is heard where a check, a template, a criterion or a `when` asked for each item names it. `when`
    // asked once for all moves no take, so it alone leaves a source heard as `item` only.
    const hearing = [...speaking, ...criteria, ...(whenPerItem && when !== undefined ? [when] : [])];
    const keyed = [...hearing, ...(whenPerItem || when === undefined ? [] : [when])];
    return {
      ensemble: own.name,
      nickname: file.nickname,
      file: file.path,
      kind,
      description: read.description ?? '',
      needs: needs.needs.map((need): Need => {
        const drawn = eachExpression !== undefined && isNamedBy(need, eachExpression);
        const { ensemble, nickname, as, optional, back } = need;
        return {
          ensemble,
          nickname,
          as,
          optional,
          back,
          itemOnly: drawn && !hearing.some((one) => isNamedBy(need, one)),
        };
      }),
      ...drawnFrom(eachExpression, hearing),
      hearsSheet: needs.hearsSheet,
      hearsHandoff: needs.hearsHandoff,
      hearsRecord: needs.hearsRecord,
      reads: draft.reads,
      ...(draft.probe === undefined ? {} : { probe: draft.probe }),
      ...(each === undefined ? {} : { each }),
      ...(when === undefined ? {} : { when }),
      whenPerItem,
      flags: flagsNamed(
        [...keyed, ...(eachExpression === undefined ? [] : [eachExpression])],
        read.flags ?? [],
        own,
      ),
      named: pathsNamed(keyed),
      writes: draft.writes,
      output: draft.output,
      checks: draft.checks,
      attempts: read.attempts ?? 1,
      ...(read.returns_to === undefined ? {} : { returnsTo: read.returns_to }),
      timeoutMs: draft.timeoutMs,
      ...(read.parallel === undefined ? {} : { parallel: read.parallel }),
      idempotent: read.idempotent ?? isSafe(performer),
      env: read.env ?? [],
      emits: read.emits ?? 'take_accepted',
      result: read.result ?? false,
      ...sandboxOf(file),
      performer,
      text: file.text,
      frontMatter: draft.frontMatter,
      code: draft.code,
      ...loopOf(own, file.nickname),
    };
  };
}

/** `none` is as if nothing were written. */
const sandboxOf = ({ read: { sandbox } }: InstrumentFile): Pick<Instrument, 'sandbox'> =>
  sandbox === undefined || sandbox === 'none' ? {} : { sandbox };

const isFanOut = (
  need: { readonly ensemble: string; readonly nickname: string },
  { ensembles }: References,
): boolean => ensembles.get(need.ensemble)?.instruments.get(need.nickname)?.map.entries.has('each') ?? false;

const sourcesAs = (
  sources: readonly { readonly ensemble: string; readonly nickname: string }[] | undefined,
): Pick<Each, 'sources'> =>
  sources === undefined ? {} : { sources: sources.map(({ ensemble, nickname }) => ({ ensemble, nickname })) };

function loopOf(own: EnsembleFile, nickname: string): { readonly loop?: string } {
  const loop = own.loops.find(({ body }) => body.some(({ name }) => name === nickname));
  return loop === undefined ? {} : { loop: loop.name };
}

function hintFor(name: string, own: EnsembleFile, references: References): string | undefined {
  if (name === 'item') return hintWords({ hint: 'no_item' });
  if (own.instruments.has(name)) return hintWords({ hint: 'not_needed', need: name });
  const other = references.ensemble(name);
  if (other !== undefined) {
    const [first = '…'] = other.instruments.keys();
    return hintWords({ hint: 'not_needed', need: `${name}/${other.instruments.size === 1 ? first : '…'}` });
  }
  // `css-lint.errors` is a subtraction to the language.
  const dashed = [...own.instruments.keys()].find((one) => one.startsWith(`${name}-`));
  return dashed === undefined ? undefined : hintWords({ hint: 'no_identifier', name: dashed });
}

/** Inputs of the sheet that `each` names and nothing else does. */
function drawnFrom(
  each: Expression | undefined,
  hearing: readonly Expression[],
): Pick<Instrument, 'drawnInputs'> {
  const drawn = new Set(
    (each?.paths ?? []).flatMap(([root, member, input]) =>
      root === 'sheet' && member === 'inputs' ? (input ?? []) : [],
    ),
  );
  for (const [root, member, input] of hearing.flatMap(({ paths }) => paths)) {
    if (root !== 'sheet') continue;
    if (member === undefined || (member === 'inputs' && input === undefined)) return {};
    if (member === 'inputs' && input !== undefined) drawn.delete(input);
  }
  return drawn.size === 0 ? {} : { drawnInputs: [...drawn].sort() };
}

/** The needs as they join the key: in one order, whether they are listed or named by `each` and `when`. */
function needsAs({ needs, hearsSheet, hearsHandoff, hearsRecord }: FoundNeeds): string[] {
  const kept = [
    ...(hearsSheet ? ['sheet'] : []),
    ...(hearsHandoff ? ['handoff'] : []),
    ...(hearsRecord ? ['record'] : []),
  ];
  return [...kept, ...needs.map(({ as, optional }) => `${as}${optional ? '?' : ''}`)].toSorted();
}

/** Flags by the expressions that name them; who names `flags` as a whole hears all of the ensemble's own. */
function flagsNamed(
  expressions: readonly Expression[],
  listed: readonly string[],
  own: EnsembleFile,
): string[] {
  const flags = new Set(listed);
  for (const [root, flag] of expressions.flatMap(({ paths }) => paths)) {
    if (root !== 'flags') continue;
    for (const one of flag === undefined ? own.flags.keys() : [flag]) flags.add(one);
  }
  return [...flags].sort();
}

function pathsNamed(expressions: readonly Expression[]): (readonly string[])[] {
  const paths = expressions
    .flatMap((one) => one.paths)
    .filter(([root]) => root === 'sheet' || root === 'slug' || root === 'id');
  const unique = new Map(paths.map((path): [string, readonly string[]] => [JSON.stringify(path), path]));
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

function readPattern(
  item: Located,
  language: Language,
  names: Names,
  found: Diagnostic[],
): ReadPattern | undefined {
  const exclude = typeof item.value === 'string' && item.value.startsWith('!');
  const glob = language.templateFrom(item, exclude ? 1 : 0, names);
  if (glob === undefined) return undefined;
  const [first] = glob.pieces;
  if (typeof first === 'string' && joined('', first) === undefined) {
    found.push(diagnose(item.at, { mistake: 'path_leaves', path: first, folder: 'the workspace' }));
  }
  const [, dotted, , quoted] =
    typeof first === 'object'
      ? (/^\s*sheet\s*\.\s*inputs\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*(["'])(.+)\2\s*\])\s*$/.exec(first.source) ??
        [])
      : [];
  const input = dotted ?? quoted;
  return { glob, exclude, ...(input === undefined ? {} : { input }) };
}

function writePattern(
  item: Located,
  language: Language,
  names: Names,
  found: Diagnostic[],
): WritePattern | undefined {
  const glob = language.template(item, names);
  if (glob === undefined) return undefined;
  // What a placeholder will hold is not known yet; it stands for some name.
  const path = glob.pieces.map((piece) => (typeof piece === 'string' ? piece : '\ufffd')).join('');
  const because = refusedWrite(path);
  if (because !== undefined)
    found.push(diagnose(item.at, { mistake: 'refused_write', path: glob.source, because }));
  return { glob, required: !glob.pieces.some((piece) => typeof piece === 'string' && piece.includes('*')) };
}

function checkFlags(file: InstrumentFile, flags: ReadonlySet<string>, found: Diagnostic[]): void {
  for (const { name, at } of file.read.flags === undefined ? [] : writtenIn(file.map, 'flags')) {
    if (!flags.has(name))
      found.push(diagnose(at, { mistake: 'unknown_flag', flag: name, known: [...flags] }));
  }
}

function checkUses(file: InstrumentFile, found: Diagnostic[]): void {
  for (const { name, at } of file.read.uses === undefined ? [] : writtenIn(file.map, 'uses')) {
    const pattern = name.replace(/^!/, '');
    if (joined('', pattern) === undefined)
      found.push(diagnose(at, { mistake: 'path_leaves', path: name, folder: 'the ensemble’s folder' }));
    else if (matcherOf([name]) === undefined) {
      found.push(
        diagnose(at, {
          mistake: 'wrong_value',
          key: 'uses',
          is: kindOf(name),
          expected: 'a path or pattern',
        }),
      );
    }
  }
}

/** An input that neither the sheet writes nor the ensemble declares would make a template fail in every session. */
function checkInputs(
  expressions: readonly Expression[],
  own: EnsembleFile,
  { inputs, found }: Surroundings,
): void {
  const told = new Set<string>();
  for (const { paths, at } of expressions) {
    for (const [root, member, input] of paths) {
      if (root !== 'sheet' || member !== 'inputs' || input === undefined || told.has(input)) continue;
      if (own.inputs.has(input) || inputs.has(input)) continue;
      told.add(input);
      found.push(diagnose(at, { mistake: 'unknown_input', input, known: [...own.inputs.keys(), ...inputs] }));
    }
  }
}
