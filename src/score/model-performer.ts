import type { Diagnostic, Json } from '../base/index.ts';
import type { codesOf } from './code.ts';
import type { Modules } from './imports.ts';
import type { InstrumentFile } from './instrument-file.ts';
import { schemaIn } from './judging.ts';
import { isWritten, mapAt, writtenIn, type LocatedMap, type Written } from './located.ts';
import { modelNamed } from './models.ts';
import { moduleNamed } from './module.ts';
import type { Model, ModelPerformer, Understudy } from './score.ts';
import type { Schemas } from './schema.ts';
import type { Skills } from './skill.ts';
import { diagnose } from './wording.ts';
import type { Workspace } from './workspace.ts';

interface Reading {
  readonly file: InstrumentFile;
  /** The ensemble's. */
  readonly folder: string;
  readonly workspace: Workspace;
  readonly schemas: Schemas;
  readonly skills: Skills;
  readonly modules: Modules;
  readonly code: ReturnType<typeof codesOf>;
  readonly models: ReadonlyMap<string, Model>;
  readonly found: Diagnostic[];
}

/** Who plays where nothing is written, and how long an answer may be. */
const defaultModel = 'standard';
const defaultMaxTokens = 8_192;

/** `performer` is absent where a mistake leaves nobody to play. */
export function readModelPerformer(reading: Reading): {
  readonly performer?: ModelPerformer;
  readonly normal: Json;
} {
  const { file, found, models } = reading;
  const { map, read } = file;
  const { model = [defaultModel], max_tokens: maxTokens = defaultMaxTokens, effort, summary } = read;
  const { answer, refine } = readRefine(reading);
  const normal: Json = {
    model: [...model],
    max_tokens: maxTokens,
    ...(effort === undefined ? {} : { effort }),
    ...(summary === undefined ? {} : { summary }),
    ...(answer === undefined ? {} : { answer: answer.file }),
    ...(refine === undefined ? {} : { refine }),
  };
  const written = read.model === undefined ? [] : namesAt(map, 'model');
  const chosen =
    written.length === 0
      ? [models.get(defaultModel)]
      : written.map((one, index) => {
          if (written.findIndex(({ name }) => name === one.name) < index)
            found.push(diagnose(one.at, { mistake: 'named_twice', by: '`model` names', name: one.name }));
          return modelNamed(one, models, found);
        });
  const [shortener] = (summary === undefined ? [] : namesAt(map, 'summary')).map((one) =>
    modelNamed(one, models, found),
  );
  const understudy = readUnderstudy(reading);
  const [named] = read.skill === undefined ? [] : namesAt(map, 'skill');
  const skill = named === undefined ? undefined : reading.skills.named(named, reading.folder);
  const at = map.entries.get('model')?.value.at ?? map.entries.get('kind')?.value.at;
  const known = chosen.filter((one) => one !== undefined);
  if (at === undefined || known.length === 0) return { normal };
  return {
    normal,
    performer: {
      kind: 'model',
      at,
      models: known,
      maxTokens,
      ...(effort === undefined ? {} : { effort }),
      ...(understudy === undefined ? {} : { understudy }),
      ...(skill === undefined ? {} : { skill }),
      ...(shortener === undefined ? {} : { summary: shortener }),
      ...(answer === undefined ? {} : { answer }),
      ...(refine === undefined ? {} : { refine }),
    },
  };
}

/** The names at a key that holds one or a list of them. */
function namesAt(map: LocatedMap, key: string): readonly Written[] {
  const there = map.entries.get(key)?.value;
  return there?.shape === 'scalar' && typeof there.value === 'string'
    ? [{ name: there.value, at: there.at }]
    : writtenIn(map, key);
}

/** What is asked for in place of the output, and the module that makes the output of it. */
function readRefine(reading: Reading): Pick<ModelPerformer, 'answer' | 'refine'> {
  const { file, folder, workspace, modules, found } = reading;
  const { map, read } = file;
  const [asked, at] = [mapAt(map, 'answer'), map.entries.get('refine')?.value.at];
  // A sound's answer is its program; that neither key is for it has been told.
  const answer =
    read.answer === undefined || asked === undefined ? undefined : schemaIn(asked, 'answer', reading);
  const key = map.entries.get('answer')?.key;
  if (read.answer !== undefined && key !== undefined && !isWritten(map, 'refine'))
    found.push(diagnose(key, { mistake: 'idle_key', key: 'answer', because: 'without refine' }));
  const refine =
    read.refine === undefined || at === undefined
      ? undefined
      : moduleNamed('refine', { name: read.refine, at }, { folder, workspace, modules, found });
  return {
    ...(answer === undefined ? {} : { answer }),
    ...(refine === undefined ? {} : { refine }),
  };
}

function readUnderstudy({ file, folder, workspace, modules, code, found }: Reading): Understudy | undefined {
  const at = file.map.entries.get('understudy')?.value.at;
  if (file.read.understudy === undefined || at === undefined) return undefined;
  const named = { name: file.read.understudy, at };
  const path = moduleNamed('understudy', named, { folder, workspace, modules, found });
  return path === undefined
    ? undefined
    : { path, code: code({ folder, module: path, command: false, checks: [] }) };
}
