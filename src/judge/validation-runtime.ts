/**
 * What validation scripts import, as `simphony/validate`. It reads the workspace that the script stands in, and only
 * reads: takes/, sessions/, the files that takes left, and the score where a criterion compares with something of it.
 * A command check runs again in a temporary folder, over copies.
 */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printDiagnostic, type Judged } from '../base/index.ts';
import { folderLimit, under } from '../plan/index.ts';
import { readScore, type Score } from '../score/index.ts';
import { committedTakes, outputIn } from './committed-takes.ts';
import { diskFolder } from './disk-folder.ts';
import { matches } from './globs.ts';
import { hear, hearCommand, namesInCommand, namesOf, type Asked } from './hear.ts';
import { prepare } from './prepare.ts';
import { runOnCopy } from './run-on-copy.ts';
import { workspaceOf, type TakeOf, type Workspace } from './surroundings.ts';
import { validationSpec, type ValidationSpec } from './validation-spec.ts';

/** `test` of node:test, as far as it is used here. */
export type Test = (
  name: string,
  body: (context: { skip(message: string): void; diagnostic(message: string): void }) => void | Promise<void>,
) => unknown;

/** How many takes one failure or note names. */
const named = 10;

/**
 * Checks the committed takes of an instrument again: one test for each criterion, over all of its takes.
 * A test fails if the criterion fails on any take, naming takes and evidence. Where it could be judged on none it is
 * skipped with the reason; where on some, the others are named beside the test. It never passes unheard.
 * `script` is the URL of the script, `tests/takes/<ensemble>/<nickname>_test.mjs` in its workspace, or split as
 * takes are.
 */
export async function checkTakes(test: Test, script: string, said: unknown): Promise<void> {
  const read = validationSpec.safeParse(said);
  if (!read.success)
    throw new TypeError(
      `this validation script can't be read, it was changed by hand: ${read.error.message}`,
    );
  const spec = read.data;
  const top = topOf(fileURLToPath(script), spec);
  const folder = diskFolder(top);
  const asked = prepare(spec);
  const score = asked.some(needsTheScore) ? await scoreAt(top, spec.sheet) : { because: 'it was not read' };
  const workspace = workspaceOf(folder, () => score);
  const takes = committedTakes(folder, spec).map((take): TakeOf => ({ ...take, of: spec.instrument }));

  void test(`${spec.instrument}: its committed takes are there`, (context) => {
    if (takes.length > 0) context.diagnostic(`${takes.length} found`);
    else if (spec.items === true || spec.sometimes === true) context.skip('there is no committed take');
    else
      throw new Error(`takes/${spec.instrument}.${spec.output === 'markdown' ? 'md' : 'json'} is not there`);
  });
  for (const one of asked) {
    void test(one.criterion, async (context) => {
      const judged: (Judged & { readonly take: TakeOf })[] = [];
      for (const take of takes)
        judged.push({ take, ...(await judgedAgain(one, spec, take, workspace, top)) });
      const told = (outcome: Judged['outcome']): readonly string[] =>
        judged
          .filter((entry) => entry.outcome === outcome)
          .map(({ take, evidence }) => `${take.path}: ${evidence}`);
      const [failed, unheard] = [told('failed'), told('not heard')];
      if (failed.length > 0) throw failure(one.criterion, failed);
      if (told('held').length === 0)
        context.skip(unheard[0] === undefined ? 'there is no committed take' : `not heard: ${unheard[0]}`);
      else if (unheard.length > 0)
        context.diagnostic(`not heard on ${unheard.length} of ${takes.length} takes: ${lines(unheard)}`);
    });
  }
}

/** The workspace's folder: a script lies in its ensemble's folder, or in one of those that this is split into. */
function topOf(script: string, { instrument }: ValidationSpec): string {
  const [ensemble = '', nickname = ''] = instrument.split('/');
  const isSplit = script.endsWith(`/${ensemble}/${under(nickname, folderLimit + 1)}_test.mjs`);
  return resolve(dirname(script), isSplit ? '../../../..' : '../../..');
}

async function judgedAgain(
  one: Asked,
  spec: ValidationSpec,
  take: TakeOf,
  workspace: Workspace,
  top: string,
): Promise<Judged> {
  const read = outputIn(take.bytes, spec.output);
  if ('because' in read)
    return { criterion: one.criterion, outcome: 'failed', evidence: `it can't be read: ${read.because}` };
  const names = namesIn(one);
  const files = names.includes('files') ? workspace.filesOf(take) : { files: [] };
  const found = {
    output: read.output,
    files: files.files,
    ...(files.left === undefined ? {} : { left: files.left }),
  };
  const around = workspace.around(take, names);
  if (one.ask !== 'runs') return hear(one, spec.output, found, around, matches);
  const laid = workspace.laidFor(take);
  if ('because' in laid) return { criterion: one.criterion, outcome: 'not heard', evidence: laid.because };
  const copy = {
    files: laid.paths.map((path) => ({ path, from: { file: join(top, path) } })),
    ensemble: join(top, 'ensembles', spec.instrument.split('/')[0] ?? ''),
    workspace: top,
    environment: process.env,
  };
  return hearCommand(one, spec.output, found, around, (words, { timeoutMs }) =>
    runOnCopy({ words, timeoutMs, ...copy }),
  );
}

function namesIn(one: Asked): readonly string[] {
  switch (one.ask) {
    case 'holds':
      return one.expression.names;
    case 'runs':
      return namesInCommand(one.check);
    case 'leaves':
      return [...namesOf(one.glob), 'files'];
    case 'fits':
    case 'nothing':
      return [];
  }
}

/** Of the take itself nothing more is needed than its own file. */
const ofTheTake = new Set(['output', 'code', 'stdout', 'stderr']);
const needsTheScore = (one: Asked): boolean => namesIn(one).some((name) => !ofTheTake.has(name));

async function scoreAt(
  top: string,
  sheet: string | undefined,
): Promise<Score | { readonly because: string }> {
  const { score, diagnostics } = await readScore(top, sheet === undefined ? {} : { sheet });
  if (score !== undefined) return score;
  const [first] = diagnostics.filter(({ severity }) => severity === 'mistake');
  return {
    because: `the score has mistakes${first === undefined ? '' : `: ${printDiagnostic(first).split('\n')[0] ?? ''}`}`,
  };
}

/** Without a stack: where in this file it was thrown tells nobody anything. */
function failure(criterion: string, failed: readonly string[]): Error {
  const error = new Error(
    `${criterion}: failed on ${failed.length === 1 ? '1 take' : `${failed.length} takes`}: ${lines(failed)}`,
  );
  error.stack = error.message;
  return error;
}

const lines = (entries: readonly string[]): string =>
  [...entries.slice(0, named), ...(entries.length > named ? [`and ${entries.length - named} more`] : [])]
    .map((entry) => `\n  ${entry}`)
    .join('');
