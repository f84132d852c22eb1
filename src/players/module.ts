import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { digestOf, isJsonObject, unreachable, type Json, type JsonObject } from '../base/index.ts';
import type { Instrument, OutputForm, Performer } from '../score/index.ts';
import { endOf, failureOf, stopped } from './end.ts';
import { checkedJson, inForm } from './output.ts';
import type { PlayRequest } from './player.ts';
import { resolveWord } from './program.ts';
import type { Answer, AskedRun, RanForModule, TakeForWorker } from './protocol.ts';
import { run } from './run.ts';
import { failed, processOf, type Played, type Stage } from './stage.ts';
import { endMarked, thisMoment } from './tree.ts';
import { sentence } from './wording.ts';
import type { Company } from './attempt.ts';
import { Worker, type WorkerFacts } from './worker.ts';

/** A worker that was found dead is replaced this often before the attempt fails of it. */
const mostWorkers = 3;

/** An instrument, a model's understudy, or both together. */
export type Coded = Pick<Instrument, 'code'>;
const codes = new WeakMap<Coded, string>();

/** What a worker is bound to: the module and every digest of its code. */
function codeOf(coded: Coded, workspace: string, path: string): string {
  const known = codes.get(coded);
  if (known !== undefined) return known;
  const code = digestOf([workspace, path, [...coded.code]]);
  codes.set(coded, code);
  return code;
}

/** How a module is played that is not the instrument's own performer. */
export interface ModuleAside {
  /** What its worker serves, and the path by which that is known; default: the instrument's code, by the module's path. */
  readonly coded?: Coded;
  readonly known?: string;
  /** What it returns; default: the instrument's output. */
  readonly form?: OutputForm['form'];
  /** It is called with this before its input. */
  readonly answer?: Json;
}

/** Plays a module in a warm worker. */
export async function playModule(
  { path }: Pick<Extract<Performer, { kind: 'module' }>, 'path'>,
  stage: Stage,
  workers: Pick<Company, 'pool' | 'home' | 'path'>,
  aside: ModuleAside = {},
): Promise<Played> {
  const { answer, known = path } = aside;
  const { coded = stage.request.instrument, form = stage.request.instrument.output.form } = aside;
  const { request, folders, environment, signal, listener } = stage;
  const { instrument, workspace, outputLimit } = request;
  const take: TakeForWorker = {
    url: pathToFileURL(join(workspace, path)).href,
    root: join(workspace, 'ensembles', instrument.ensemble),
    input: request.input,
    ...(answer === undefined ? {} : { answer }),
    env: environment,
    cwd: folders.work,
    outputLimit,
  };
  const limits = { timeoutMs: instrument.timeoutMs, outputLimit, signal };
  for (let tries = 1; ; tries++) {
    const worker = await workerFor(stage, codeOf(coded, workspace, known), workers);
    if (worker === undefined) return { played: 'cancelled' };
    if (worker.pid !== undefined) listener.started?.(processOf(worker.pid, worker.started));
    const runs = runsOf(stage);
    const since = thisMoment();
    const facts = await worker.play(take, { ...listenerOf(stage), run: runs.start }, limits);
    await runs.end();
    const left = facts.answer?.detached ?? [];
    const ended = facts.stoppedBy === undefined && facts.answer?.say === 'returned' && left.length === 0;
    // A sandbox is one attempt's, and so is whoever plays in it.
    const again = ended && stage.inside === undefined;
    if (stage.inside === undefined)
      await workers.pool.giveBack(worker, again ? 'may play again' : 'is replaced');
    else {
      worker.kill();
      await worker.gone;
    }
    const spared = again && worker.pid !== undefined ? [worker.pid] : [];
    const others = await endMarked(folders.root, new Set(spared), since);
    if (!facts.begun && facts.stoppedBy === undefined && tries < mostWorkers) continue;
    if (left.length > 0) listener.log(`it left work running when it returned (${left.join(', ')}): ended`);
    if (others > 0 && facts.stoppedBy === undefined)
      listener.log(`it left ${others === 1 ? 'a process' : `${others} processes`} running: ended`);
    return playedOf(facts, path, form, request);
  }
}

/** A warm one; or one of its own, that sees nothing but what the sandbox shows. */
function workerFor(
  { inside, signal }: Stage,
  code: string,
  { pool, home, path }: Pick<Company, 'pool' | 'home' | 'path'>,
): Promise<Worker | undefined> {
  if (inside === undefined) return pool.acquire(code, signal);
  return Promise.resolve(signal.aborted ? undefined : new Worker(home, [], path, inside));
}

function listenerOf({ listener }: Stage): {
  progress(share: number): void;
  log(text: string, fields?: object): void;
} {
  return {
    progress: (share) => listener.progress(share),
    log(text, fields) {
      const checked = fields === undefined ? undefined : checkedJson(fields);
      const known: JsonObject | undefined =
        checked !== undefined && 'output' in checked && isJsonObject(checked.output)
          ? checked.output
          : undefined;
      if (known === undefined) listener.log(text);
      else listener.log(text, known);
    },
  };
}

/** The commands that a module runs through its context; they end with the take. */
function runsOf(stage: Stage): {
  readonly start: (asked: AskedRun) => Promise<RanForModule>;
  readonly end: () => Promise<void>;
} {
  const ending = new AbortController();
  const running = new Set<Promise<unknown>>();
  const { request, folders, environment, signal, listener } = stage;
  const folder = join(request.workspace, 'ensembles', request.instrument.ensemble);
  const one = async ({ words, timeoutMs }: AskedRun): Promise<RanForModule> => {
    const { end, stdout, stderr } = await run(
      {
        words: words.map((word) => resolveWord(word, folder)),
        cwd: folders.work,
        environment,
        timeoutMs: timeoutMs ?? request.instrument.timeoutMs,
        outputLimit: request.outputLimit,
        signal: AbortSignal.any([signal, ending.signal]),
        onStart: (group, started) => listener.started?.(processOf(group, started)),
      },
      stage.start,
    );
    if (end.end === 'exited')
      return { end: 'exited', code: end.code, stdout: stdout.toString(), stderr: stderr.toString() };
    const failure = failureOf(end, stderr.toString());
    return {
      end: 'failed',
      because: `${words.join(' ')}: ${failure === undefined || failure === 'cancelled' ? 'the take was stopped' : sentence(failure)}`,
    };
  };
  return {
    start(asked) {
      const begun = one(asked);
      running.add(begun);
      return begun;
    },
    async end() {
      if (running.size === 0) return;
      ending.abort();
      await Promise.all(running);
    },
  };
}

/** The cause that we know most about wins: our own stop, then the module's answer, then how the process ended. */
function playedOf(
  facts: WorkerFacts,
  module: string,
  form: OutputForm['form'],
  request: PlayRequest,
): Played {
  if (facts.startFault !== undefined) return failed({ failure: 'not started', because: facts.startFault });
  if (facts.stoppedBy !== undefined) return failed(stopped(facts.stoppedBy, facts.printed));
  if (facts.answer !== undefined) return answered(facts.answer, module, form, request);
  const end = endOf(facts);
  if (!facts.begun) {
    const because = `its worker ended before it began${facts.printed === '' ? '' : `: ${facts.printed.trim()}`}`;
    return failed({ failure: 'not started', because: { fault: 'system', tool: module, because } });
  }
  if (end.end === 'exited')
    return failed({ failure: 'ended its process', code: end.code, printed: facts.printed });
  return failed(
    failureOf(end, facts.printed) ?? { failure: 'ended its process', code: 0, printed: facts.printed },
  );
}

function answered(
  answer: Answer,
  module: string,
  form: OutputForm['form'],
  { outputLimit }: PlayRequest,
): Played {
  switch (answer.say) {
    case 'returned': {
      const value = checkedJson(answer.output);
      if ('failure' in value) return failed(value.failure);
      const output = inForm(form, value.output);
      return 'failure' in output ? failed(output.failure) : { played: 'output', output: output.output };
    }
    case 'threw': {
      const at = answer.at === undefined ? {} : { at: answer.at };
      return failed({ failure: 'threw', message: answer.message, uncaught: answer.fatal, ...at });
    }
    case 'no json':
      return failed({ failure: 'no JSON value', where: answer.where, what: answer.what });
    case 'no function':
      return failed({ failure: 'no function', module });
    case 'too large':
      return failed({ failure: 'too much output', of: 'the output', limit: outputLimit });
    default:
      return unreachable(answer);
  }
}
