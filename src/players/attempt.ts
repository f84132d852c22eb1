import { isJsonObject, unreachable, type Feedback, type JsonObject } from '../base/index.ts';
import { actsOutside, modelOf, type SaidOfIt } from '../score/index.ts';
import type { Synth } from '../dsp/index.ts';
import { collect } from './collect.ts';
import { playCommand } from './command.ts';
import { playDsp } from './dsp/play.ts';
import type { Failure } from './end.ts';
import { environmentFor } from './environment.ts';
import type { HttpClient } from './http.ts';
import type { Launcher } from './launcher.ts';
import { maskFor, type Mask } from './mask.ts';
import type { Cassettes } from './cassette.ts';
import { keyNamesOf } from './model/endpoint.ts';
import type { House } from './model/inquiry.ts';
import { playModel } from './model/play.ts';
import { playModule } from './module.ts';
import type { Brought, PlayListener, PlayRequest } from './player.ts';
import { lay, LayingFault, openScratch, type ScratchFolders } from './scratch.ts';
import { leaveStage, standingScratch } from './standing-scratch.ts';
import { playService } from './service.ts';
import type { Python } from './sandbox/python.ts';
import { enterAttempt } from './sandbox/attempt.ts';
import type { Entered, Sandbox } from './sandbox/sandbox.ts';
import { mostWritten, watchScratch, type ScratchWatch } from './sandbox/scratch-watch.ts';
import type { SimphonyHome } from './simphony-home.ts';
import type { Played, Stage } from './stage.ts';
import { codeOf, systemSays } from './system-error.ts';
import { bounded, plain } from './text.ts';
import { feedbackOf } from './wording.ts';
import type { WorkerPool } from './worker-pool.ts';

/** What all attempts of a Conductor share. */
export interface Company {
  readonly home: SimphonyHome;
  readonly pool: WorkerPool;
  readonly client: HttpClient;
  readonly launcher: Launcher;
  /** PATH that workers start with. */
  readonly path: string;
  readonly sandbox: Sandbox;
  /** Runs a program that a model wrote. */
  readonly python: Python;
  /** What those who ask models share. */
  readonly house: House;
  readonly cassettes?: Cassettes | undefined;
  /** Made once; `undefined` where no sound is rendered. */
  readonly synth: () => Promise<Synth> | undefined;
}

/** Characters of a log line, and of one field's text. */
const longestLog = 8000;

/** One attempt, from an empty folder to what was brought back. A rejection is a bug. */
export async function playAttempt(
  request: PlayRequest,
  listener: PlayListener,
  signal: AbortSignal,
  company: Company,
): Promise<Brought> {
  const mask = maskFor(secretsOf(request), request.environment);
  // Whether a request of this attempt has left, in this session or before.
  const outside = { sent: request.unseen !== undefined };
  let folders: ScratchFolders | undefined;
  let inside: Entered | undefined;
  let watch: ScratchWatch | undefined;
  try {
    folders = openScratch(request.home);
    const room = await enterAttempt(request, folders, company);
    if (room !== undefined && 'because' in room)
      return { ...failureWith({ failure: 'no sandbox', ...room }, mask), again: 'is no use' };
    inside = room;
    watch = inside === undefined ? undefined : watchScratch(folders);
    const environment = environmentFor(request, folders, company.home.bins);
    const stage = {
      request,
      listener: masked(listener, mask, () => (outside.sent = true)),
      folders,
      environment,
      mask,
      signal: watch === undefined ? signal : AbortSignal.any([signal, watch.tooMuch]),
      start: inside === undefined ? company.launcher.start : inside.around(company.launcher.start),
      ...(inside === undefined ? {} : { inside }),
    };
    const brought = await playOn(stage, company);
    if (brought.brought === 'cancelled' && watch?.tooMuch.aborted === true && !signal.aborted)
      return failedWith([feedbackOf({ failure: 'too much written', limit: mostWritten })], mask);
    // A take keeps its folder until it is released.
    if (brought.brought === 'take') [folders, inside] = [undefined, undefined];
    return brought;
  } catch (error) {
    const failure = faultOfMachine(error);
    if (failure === undefined) throw error;
    if (!outside.sent) return failureWith(failure, mask);
    return unseenWith({ failure: 'end not seen', because: failure, answered: false }, 'not asked', mask);
  } finally {
    watch?.end();
    if (folders !== undefined) await leaveStage(folders, inside);
  }
}

/** Names of the variables whose values are told to nobody. */
function secretsOf({ instrument }: PlayRequest): readonly string[] {
  const { env } = instrument;
  const model = modelOf(instrument);
  if (model === undefined) return env;
  const { models, summary } = model;
  return [...env, ...keyNamesOf(summary === undefined ? models : [...models, summary])];
}

async function playOn(stage: Stage, company: Company): Promise<Brought> {
  const { request, folders, mask, signal } = stage;
  const laid = await lay(request.laid, folders, stage.inside?.give);
  if (signal.aborted && request.unseen === undefined) return { brought: 'cancelled' };
  const played = await playPerformer(stage, company);
  if (played.played === 'cancelled') return { brought: 'cancelled' };
  if (played.played === 'waits') {
    const { for: what, because, until } = played;
    return {
      brought: 'waits',
      for: what,
      because: mask.text(because),
      ...(until === undefined ? {} : { until }),
    };
  }
  if (played.played === 'failed') {
    const { again } = played;
    return {
      ...failureWith(played.failure, mask),
      ...(again === undefined ? {} : { again }),
    };
  }
  if (played.played === 'faults') {
    const { faults, iters, tried } = played;
    return {
      ...failedWith(faults, mask),
      iters,
      ...(tried === undefined ? {} : { tried: mask.text(tried) }),
    };
  }
  if (played.played === 'refused') return { ...failedWith(played.feedback, mask), brought: 'refused' };
  if (played.played === 'unseen') return unseenWith(played.failure, played.said, mask);
  const collected = await collect(folders, request.writes, laid, mask);
  if (collected.collected === 'refused')
    return { ...failedWith(collected.feedback, mask), brought: 'refused' };
  const by = played.by ?? { player: request.instrument.kind };
  const take = { output: mask.json(played.output), files: collected.files, ...by };
  return { brought: 'take', take, scratch: standingScratch(stage, collected) };
}

/** What the machine refuses is an attempt's failure; anything else that is thrown is a bug. */
const refusals = 'ENOSPC EDQUOT EROFS EACCES EPERM ENOTDIR EMFILE ENFILE ENOMEM EAGAIN EIO'.split(' ');

function faultOfMachine(error: unknown): Failure | undefined {
  if (error instanceof LayingFault) return { failure: 'not laid', path: error.path, because: error.message };
  const code = codeOf(error);
  if (code === undefined || !refusals.includes(code)) return undefined;
  return { failure: 'machine', because: systemSays(error) };
}

/** Of a program that acts outside from its start, the end is seen only where it ended by itself. */
async function playPerformer(stage: Stage, company: Company): Promise<Played> {
  const played = await playKind(stage, company);
  const { instrument } = stage.request;
  if (
    actsOutside(instrument) !== 'from its start' ||
    played.played === 'output' ||
    played.played === 'refused' ||
    played.played === 'faults' ||
    played.played === 'waits' ||
    played.played === 'unseen'
  )
    return played;
  const because = played.played === 'cancelled' ? 'stopped' : played.failure;
  if (because !== 'stopped' && !['out of time', 'killed', 'too much output'].includes(because.failure))
    return played;
  const failure: Failure = { failure: 'end not seen', because, answered: false };
  return { played: 'unseen', said: 'not asked', failure };
}

/** One kind of player each; a further kind is one case more. */
function playKind(stage: Stage, company: Company): Promise<Played> {
  const { performer } = stage.request.instrument;
  const { client } = company;
  switch (performer.kind) {
    case 'module':
      return playModule(performer, stage, company);
    case 'command':
      return playCommand(performer, stage);
    case 'model':
      return playModel(performer, stage, company);
    case 'dsp':
      return playDsp(performer, stage, company);
    case 'service':
      return playService(performer, stage, client, company.cassettes);
    default:
      return unreachable(performer);
  }
}

/** What no other work of anybody's would have changed. */
const ofTheMachine: readonly Failure['failure'][] = ['machine', 'not laid', 'no sandbox', 'no python'];

const failureWith = (failure: Failure, mask: Mask): Extract<Brought, { brought: 'failed' }> => ({
  ...failedWith([feedbackOf(failure)], mask),
  ...(ofTheMachine.includes(failure.failure) ? { fault: 'of the machine' } : {}),
});

function failedWith(
  feedback: readonly Feedback[],
  mask: Mask,
): { brought: 'failed'; feedback: readonly Feedback[] } {
  return {
    brought: 'failed',
    feedback: feedback.map(({ criterion, evidence }) => ({
      criterion,
      evidence: plain(mask.text(evidence)),
    })),
  };
}

const unseenWith = (failure: Failure, said: SaidOfIt, mask: Mask): Brought => ({
  ...failedWith([feedbackOf(failure)], mask),
  brought: 'unseen',
  said,
});

/** Whatever an instrument says is shown to people and kept: bounded, harmless, without secrets. */
function masked(listener: PlayListener, mask: Mask, sends: () => void): PlayListener {
  const harmless = (text: string): string => bounded(plain(mask.text(text)), longestLog);
  return {
    progress: (share) => listener.progress(Math.min(1, Math.max(0, share))),
    log(text, fields) {
      const known: JsonObject | undefined = fields === undefined ? undefined : objectOf(mask, fields);
      if (known === undefined) listener.log(harmless(text));
      else listener.log(harmless(text), known);
    },
    iteration: (iteration, message) => listener.iteration?.(iteration, harmless(message)),
    started: (process) => listener.started?.(process),
    sending: async (what) => {
      await listener.sending?.(harmless(what));
      sends();
    },
    ...(listener.calling === undefined ? {} : { calling: listener.calling.bind(listener) }),
    answered: async (answer) => listener.answered?.(mask.json(answer)),
  };
}

function objectOf(mask: Mask, fields: JsonObject): JsonObject | undefined {
  const known = mask.json(fields);
  return isJsonObject(known) ? known : undefined;
}
