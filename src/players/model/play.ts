import type { Take } from '../../base/index.ts';
import { asWritten, type Model, type ModelPerformer } from '../../score/index.ts';
import type { Company } from '../attempt.ts';
import { playModule } from '../module.ts';
import { failed, type Played, type Stage } from '../stage.ts';
import { askedOf, type AnswerForm } from './answer-form.ts';
import { bodyFor } from './body.ts';
import type { ModelFault } from './fault.ts';
import { heardFiles } from './heard-files.ts';
import { inquire, type InquiryEnd } from './inquiry.ts';
import { layAnswer } from './lay-answer.ts';
import type { Message } from './message.ts';
import { promptFor, type Prompt, type PromptRequest } from './prompt.ts';
import { readAnswer } from './read-answer.ts';
import { codeTogether, refined } from './refine.ts';
import { lineFor } from './summarise.ts';

/** Plays a model's part: the model itself, or the understudy in its place. Who does is decided in plan/. */
export async function playModel(performer: ModelPerformer, stage: Stage, company: Company): Promise<Played> {
  const { instrument, model } = stage.request;
  if (model === undefined) throw new Error(`${instrument.nickname}: nothing says who plays`);
  if (model.plays === 'what it wrote') throw new Error(`${instrument.nickname} writes no programs`);
  const isItself = model.plays === 'itself';
  const answered = isItself
    ? await playItself(performer, model, stage, company)
    : await playUnderstudy(performer, stage, company);
  if (answered.played !== 'output') return answered;
  const played = await refined(performer, answered, stage, company);
  if (played.played !== 'output' || !isItself || played.by === undefined) return played;
  if (played.by.summary !== undefined) return played;
  const summary = await lineFor(performer, played.output, stage, company.house);
  return summary === undefined ? played : { ...played, by: { ...played.by, ...lineOf(summary, stage) } };
}

/** The module that plays in a model's place. Its worker serves the understudy's code: the instrument's own has nothing that runs. */
export async function playUnderstudy(
  performer: ModelPerformer,
  stage: Stage,
  company: Company,
): Promise<Played> {
  const { instrument } = stage.request;
  const { understudy } = performer;
  if (understudy === undefined) throw new Error(`${instrument.nickname} has no understudy`);
  const { form } = askedOf(performer, instrument);
  const coded = codeTogether(understudy, performer, instrument);
  const played = await playModule(understudy, stage, company, {
    ...{ coded, form, known: performer.refine ?? understudy.path },
  });
  if (played.played !== 'output') return played;
  const named = asWritten(understudy, instrument);
  return { ...played, by: { player: `understudy ${named}`, understudy: named } };
}

async function playItself(
  performer: ModelPerformer,
  model: PromptRequest['model'],
  stage: Stage,
  company: Company,
): Promise<Played> {
  const { instrument, input, writes, laid } = stage.request;
  const request = { performer, instrument, model, input, writes, files: await heardFiles(laid) };
  const said = await askModel(request, instrument.timeoutMs, stage, company);
  return 'played' in said ? said : await answered(said, stage);
}

/** A whole answer, and who gave it to what. */
export interface ModelSaid {
  readonly text: string;
  readonly form: AnswerForm;
  readonly by: Required<Pick<Take, 'player' | 'model' | 'sent'>>;
}

/** Asks the models of a performer, the first that can answer; or how the attempt ends without an answer. */
export async function askModel(
  request: PromptRequest,
  timeoutMs: number,
  { request: attempt, listener, signal, mask }: Stage,
  company: Company,
): Promise<ModelSaid | Unplayed> {
  const { performer } = request;
  const { outputLimit, idempotencyKey, environment, part } = attempt;
  const prompts = promptsOf(request);
  const end = await inquire(
    {
      models: performer.models,
      bodyFor: (one, config) => bodyFor(one.id, performer, prompts(config), config),
      idempotencyKey,
      what: part,
      limit: outputLimit,
      timeoutMs,
      signal,
      listener,
      environment,
      mask,
    },
    company.house,
  );
  if (end.got !== 'message') return unanswered(end, timeoutMs);
  const { message, model, sent } = end;
  const fault = faultOfStop(message, model, performer);
  if (fault !== undefined) return faulty(fault);
  return {
    text: message.text,
    form: prompts('sent').form,
    by: { player: model.id, model: model.id, sent },
  };
}

/** Each of the two is made once. */
function promptsOf(request: PromptRequest): (config: 'sent' | 'left out') => Prompt {
  const made = new Map<string, Prompt>();
  return (config) => {
    const known = made.get(config) ?? promptFor(request, config === 'sent' ? 'sent' : 'in prompt');
    made.set(config, known);
    return known;
  };
}

type Unplayed = Exclude<Played, { played: 'output' }>;

const faulty = (fault: ModelFault): Unplayed => failed({ failure: 'model', fault });

function unanswered(end: Exclude<InquiryEnd, { got: 'message' }>, timeoutMs: number): Unplayed {
  switch (end.got) {
    case 'fault':
      return faulty(end.fault);
    case 'out of time':
      return failed({ failure: 'out of time', ms: timeoutMs, printed: '' });
    case 'too much':
      return failed({ failure: 'too much output', of: 'the answer', limit: end.limit });
    case 'waits': {
      const { got: _, ...waits } = end;
      return { played: 'waits', ...waits };
    }
    case 'cancelled':
      return failed('cancelled');
  }
}

async function answered({ text, form, by }: ModelSaid, stage: Stage): Promise<Played> {
  const answer = readAnswer(form, text);
  if ('failure' in answer) return failed(answer.failure);
  const { read } = answer;
  const because = await layAnswer(read, stage.folders.work);
  if (because.length > 0) return faulty({ fault: 'files', because });
  const { output, summary } = read;
  return {
    played: 'output',
    output,
    by: { ...by, ...(summary === undefined ? {} : lineOf(summary, stage)) },
  };
}

const lineOf = (summary: string, { mask }: Stage): { summary: string } => ({ summary: mask.text(summary) });

/** An answer that did not come to its own end is no take. */
function faultOfStop(
  { stop, says = '' }: Message,
  { id }: Model,
  { maxTokens }: ModelPerformer,
): ModelFault | undefined {
  switch (stop) {
    case 'end_turn':
    case 'stop_sequence':
      return undefined;
    case 'max_tokens':
      return { fault: 'cut at max_tokens', maxTokens };
    case 'model_context_window_exceeded':
      return { fault: 'context full', model: id };
    case 'refusal':
      return { fault: 'declined', model: id, says };
    default:
      return { fault: 'stopped early', reason: stop };
  }
}
