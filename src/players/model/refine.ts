import { isJsonObject, type Json } from '../../base/index.ts';
import { misfits, type Instrument, type ModelPerformer, type OutputForm } from '../../score/index.ts';
import type { Company } from '../attempt.ts';
import { playModule, type Coded } from '../module.ts';
import type { Played, Stage } from '../stage.ts';
import { askedOf } from './answer-form.ts';

/**
 * What is answered and what is accepted are two things where an instrument has `refine`: a module makes the output of
 * the answer, whoever answered. What can be computed is asked of nobody, and is the same for a model and its understudy.
 */

type Answered = Extract<Played, { played: 'output' }>;

const together = new WeakMap<Coded, Coded>();

/** One worker plays the understudy and what makes the output of its answer: starting another takes longer than either. */
export function codeTogether(understudy: Coded, { refine }: ModelPerformer, instrument: Instrument): Coded {
  if (refine === undefined) return understudy;
  const known = together.get(understudy) ?? { code: new Map([...understudy.code, ...instrument.code]) };
  together.set(understudy, known);
  return known;
}

/** The output of an answer; where there is nothing to make of it, the answer. */
export async function refined(
  performer: ModelPerformer,
  answered: Answered,
  stage: Stage,
  company: Company,
): Promise<Played> {
  const { refine, understudy } = performer;
  const { instrument } = stage.request;
  if (refine === undefined) return answered;
  const asked = askedOf(performer, instrument);
  const { answer, summary } = apart(answered, asked);
  const feedback = unfitting(asked, answer);
  if (feedback !== undefined) return { played: 'refused', feedback: [feedback] };
  const byUnderstudy = answered.by?.understudy !== undefined && understudy !== undefined;
  const coded = byUnderstudy ? codeTogether(understudy, performer, instrument) : instrument;
  const made = await playModule({ path: refine }, stage, company, { coded, answer });
  if (made.played === 'failed' && made.failure.failure === 'threw') {
    const { message, at } = made.failure;
    return { ...made, failure: { failure: 'not refined', message, ...(at === undefined ? {} : { at }) } };
  }
  if (made.played !== 'output') return made;
  return {
    ...made,
    by: { ...(answered.by ?? { player: 'model' }), ...(summary === undefined ? {} : { summary }) },
  };
}

/** A line beside the answer is no part of it, unless it was asked for as one. */
function apart(
  { output, by }: Answered,
  asked: OutputForm,
): { readonly answer: Json; readonly summary: string | undefined } {
  const schema = asked.form === 'json' ? asked.schema?.schema : undefined;
  const members = schema !== undefined && isJsonObject(schema) ? schema['properties'] : undefined;
  if (!isJsonObject(output) || !isJsonObject(members) || 'summary' in members)
    return { answer: output, summary: by?.summary };
  const { summary, ...answer } = output;
  return { answer, summary: by?.summary ?? (typeof summary === 'string' ? summary : undefined) };
}

/** How many places are spelled out. */
const spelledOut = 8;

function unfitting(
  asked: OutputForm,
  answer: Json,
): { readonly criterion: string; readonly evidence: string } | undefined {
  if (asked.form !== 'json' || asked.schema === undefined) return undefined;
  const all = misfits(asked.schema, answer);
  if (all.length === 0) return undefined;
  const told = all.slice(0, spelledOut).map(({ pointer, because }) => `answer${pointer}: ${because}`);
  const rest = all.length - told.length;
  return {
    criterion: `schema ${asked.schema.file}`,
    evidence: `${told.join('; ')}${rest === 0 ? '' : `; and ${rest} more`}`,
  };
}
