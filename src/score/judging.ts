import type { Diagnostic, Json } from '../base/index.ts';
import type { Expression } from './expression.ts';
import type { InstrumentFile } from './instrument-file.ts';
import { kindOf, readKeys } from './keys.ts';
import type { Language } from './language.ts';
import { isWritten, itemsAt, mapAt, type Located, type LocatedMap } from './located.ts';
import { nearest } from '../base/index.ts';
import { fileNamed } from './named-files.ts';
import type { Schemas } from './schema.ts';
import type { Check, JsonSchema, OutputForm } from './score.ts';
import type { NarrowScope } from './scope.ts';
import { templateExpressions } from './template.ts';
import * as value from './values.ts';
import { diagnose } from './wording.ts';
import type { Workspace } from './workspace.ts';

/** `output` and `checks`: what an instrument's own file says of its takes. */
export interface FoundJudging {
  readonly output: OutputForm;
  readonly checks: readonly Check[];
  readonly expressions: readonly Expression[];
  /** As it joins the key. */
  readonly normal: { readonly output: Json; readonly checks: readonly Json[] };
}

interface Reading {
  readonly file: InstrumentFile;
  readonly folder: string;
  readonly language: Language;
  readonly scope: NarrowScope;
  readonly workspace: Workspace;
  readonly schemas: Schemas;
  readonly timeoutMs: number;
  readonly found: Diagnostic[];
}

export function readJudging(reading: Reading): FoundJudging {
  const output = readOutput(reading);
  const checks: Check[] = [];
  const normal: Json[] = [];
  for (const [index, item] of itemsAt(reading.file.map, 'checks').entries()) {
    const check = item.shape === 'map' ? readRun(reading, item, index) : readIs(reading, item, index);
    if (check === undefined) continue;
    checks.push(check);
    normal.push(normalCheck(check));
  }
  const expressions = checks.flatMap((check) =>
    check.check === 'is'
      ? [check.expression]
      : [...check.words.flatMap(templateExpressions), ...(check.is === undefined ? [] : [check.is])],
  );
  return {
    output,
    // A list that was pushed to has room for sixteen more, and these stay for as long as the session.
    checks: [...checks],
    expressions,
    normal: {
      output:
        output.form === 'json' && output.schema !== undefined ? { schema: output.schema.file } : output.form,
      checks: [...normal],
    },
  };
}

/** How long a command may take changes no take. */
const normalCheck = (check: Check): Json =>
  check.check === 'is'
    ? check.expression.source.trim()
    : {
        run: check.words.map(({ source }) => source),
        is: check.is?.source.trim() ?? 'code == 0',
        optional: check.optional,
      };

function readIs({ language, scope, found }: Reading, item: Located, index: number): Check | undefined {
  const source = value.expression.safeParse(item.value);
  if (!source.success) {
    found.push(
      diagnose(item.at, {
        mistake: 'wrong_value',
        key: `checks[${index + 1}]`,
        is: kindOf(item.value),
        expected: 'an expression, or a map with `run`',
      }),
    );
    return undefined;
  }
  const expression = language.expression(`checks[${index + 1}]`, item, scope.checks);
  return expression === undefined ? undefined : { check: 'is', expression };
}

const runShape = {
  run: value.command,
  is: value.expression,
  timeout: value.duration,
  optional: value.yesOrNo,
};

function readRun(
  { language, scope, timeoutMs, found }: Reading,
  item: Extract<Located, { shape: 'map' }>,
  index: number,
): Check | undefined {
  const [only] = item.entries.keys();
  if (
    item.entries.size === 1 &&
    only !== undefined &&
    !Object.hasOwn(runShape, only) &&
    /[^\w-]/.test(only)
  ) {
    // `- a == b: c` is one key to YAML; the person meant an expression.
    found.push(
      diagnose(item.at, {
        mistake: 'wrong_value',
        key: 'checks',
        is: 'a map to YAML',
        expected: 'an expression',
        help: 'quote the whole of it',
      }),
    );
    return undefined;
  }
  const read = readKeys(
    item,
    runShape,
    { of: 'a check', under: `checks[${index + 1}]`, required: { run: 'a list of words' } },
    found,
  );
  const items = itemsAt(item, 'run');
  const words = items.flatMap((word) => language.template(word, scope.checks) ?? []);
  const is =
    read.is === undefined
      ? undefined
      : language.expression('is', item.entries.get('is')?.value, scope.checks);
  if (read.run === undefined || words.length < items.length) return undefined;
  return {
    check: 'run',
    words,
    ...(is === undefined ? {} : { is }),
    timeoutMs: read.timeout ?? timeoutMs,
    optional: read.optional ?? false,
    at: item.at,
  };
}

const outputShape = { schema: value.text('the path of a JSON Schema') };

function readOutput({ file, folder, workspace, schemas, found }: Reading): OutputForm {
  const written = file.map.entries.get('output');
  const json: OutputForm = { form: 'json' };
  if (written === undefined) return json;
  const map = mapAt(file.map, 'output');
  if (map !== undefined) {
    const schema = schemaIn(map, 'output', { folder, workspace, schemas, found });
    return schema === undefined ? json : { form: 'json', schema };
  }
  const form = forms.find((one) => one === written.value.value);
  if (form === undefined) {
    const near = typeof written.value.value === 'string' ? nearest(written.value.value, forms) : undefined;
    found.push(
      diagnose(written.value.value === null ? written.key : written.value.at, {
        mistake: 'wrong_value',
        key: 'output',
        is: kindOf(written.value.value),
        expected: '`markdown`, `none`, `run` or a map with `schema`',
        ...(near === undefined ? {} : { nearest: near }),
        help: 'left out, any JSON is taken',
      }),
    );
    return json;
  }
  if (form === 'run' && !isWritten(file.map, 'command')) {
    const by = file.read.kind === 'model' ? 'model' : file.map.entries.has('module') ? 'module' : 'request';
    if (by === 'model' || file.map.entries.has(by))
      found.push(diagnose(written.value.at, { mistake: 'run_output', by }));
  }
  return { form };
}

const forms = ['markdown', 'none', 'run'] as const;

/** The schema that `output` or `answer` names. */
export function schemaIn(
  map: LocatedMap,
  key: 'output' | 'answer',
  { folder, workspace, schemas, found }: Pick<Reading, 'folder' | 'workspace' | 'schemas' | 'found'>,
): JsonSchema | undefined {
  const required = { schema: 'the path of a JSON Schema' };
  const read = readKeys(map, outputShape, { of: `\`${key}\``, under: key, required }, found);
  const at = map.entries.get('schema')?.value.at;
  const path =
    read.schema === undefined || at === undefined
      ? undefined
      : fileNamed({ name: read.schema, at }, folder, workspace, found);
  return path === undefined ? undefined : schemas.of(path);
}
