/**
 * Runs the validation scripts of a workspace for `simphony test`. The one file of this room that starts processes:
 * a script is a program, and gets a process of its own, like `node --test` would give it.
 */
import { execa } from 'execa';
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { byBytes } from '../base/index.ts';

export interface ScriptRun {
  /** From the workspace's folder. */
  readonly path: string;
  readonly ok: boolean;
  /** What it printed: one line for each criterion, with the reason where it failed or was skipped. */
  readonly output: string;
  /** Of those lines the skipped ones: what it could not hear, with the reason. To be shown beside a pass. */
  readonly notHeard: readonly string[];
}

export interface ScriptRuns {
  /** Counts of scripts. */
  readonly passed: number;
  readonly failed: number;
  readonly scripts: readonly ScriptRun[];
}

export interface HowToRun {
  /** Where `simphony/validate` lies, for workspaces in which the package can't be resolved. */
  readonly validate: URL;
  readonly environment: { readonly [name: string]: string | undefined };
  readonly signal?: AbortSignal;
  /** Milliseconds that one script may take. Default five minutes. */
  readonly timeoutMs?: number;
}

/** Bytes of a script's output that are kept. */
const outputLimit = 1 << 20;

/** Runs every `tests/takes/**\/*_test.mjs`, a few at a time; the answer is in byte order of their paths. */
export async function runValidationScripts(folder: string, how: HowToRun): Promise<ScriptRuns> {
  const paths = (await scriptsBelow(folder, 'tests/takes')).toSorted(byBytes);
  const runs = new Map<string, ScriptRun>();
  const waiting = [...paths];
  const worker = async (): Promise<void> => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift())
      runs.set(path, await runOne(folder, path, how));
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 8, paths.length) }, worker));
  const scripts = paths.flatMap((path) => runs.get(path) ?? []);
  return {
    passed: scripts.filter(({ ok }) => ok).length,
    failed: scripts.filter(({ ok }) => !ok).length,
    scripts,
  };
}

async function scriptsBelow(folder: string, place: string): Promise<string[]> {
  const entries = await readdir(join(folder, place), { withFileTypes: true }).catch(() => []);
  const found = entries.map(async (entry) => {
    if (entry.isDirectory()) return scriptsBelow(folder, `${place}/${entry.name}`);
    return entry.isFile() && entry.name.endsWith('_test.mjs') ? [`${place}/${entry.name}`] : [];
  });
  return (await Promise.all(found)).flat();
}

async function runOne(
  folder: string,
  path: string,
  { validate, environment, signal, timeoutMs }: HowToRun,
): Promise<ScriptRun> {
  const { PATH, HOME, TMPDIR, LANG } = environment;
  const run = await execa(
    process.execPath,
    ['--import', resolvingHook(validate), '--test-reporter=spec', join(folder, path)],
    {
      cwd: folder,
      env: { PATH, HOME, TMPDIR, LANG, NO_COLOR: '1' },
      extendEnv: false,
      stdin: 'ignore',
      all: true,
      reject: false,
      maxBuffer: outputLimit,
      timeout: timeoutMs ?? 300_000,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    },
  );
  const why = run.timedOut ? '\nit took too long and was stopped' : run.isCanceled ? '\nstopped' : '';
  const output = `${run.all}${why}`;
  const notHeard = output.split('\n').flatMap((line) => /^\s*﹣ (.*)$/.exec(line)?.[1] ?? []);
  return { path, ok: run.exitCode === 0 && !run.failed, output, notHeard };
}

/**
 * A module, as a URL, that lets `simphony/validate` resolve where the workspace can't: what the workspace has comes
 * first. Small enough to travel in the command line, so there is no file of it to find.
 */
function resolvingHook(validate: URL): string {
  const hooks = `export async function resolve(specifier, context, next) {
  if (specifier !== 'simphony/validate') return next(specifier, context);
  try { return await next(specifier, context); }
  catch { return { url: ${JSON.stringify(validate.href)}, shortCircuit: true }; }
}`;
  const asUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
  return asUrl(`import { register } from 'node:module'; register(${JSON.stringify(asUrl(hooks))});`);
}
