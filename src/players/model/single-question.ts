import type { Json, JsonObject } from '../../base/index.ts';
import type { Model } from '../../score/index.ts';
import { maskFor, type Mask } from '../mask.ts';
import type { HeardFile, PlayListener, Said, SummaryRequest } from '../player.ts';
import type { AnswerForm } from './answer-form.ts';
import { bodyFor } from './body.ts';
import { cutJson, cutText } from './cut.ts';
import { keyNamesOf } from './endpoint.ts';
import { faultSentence } from './fault.ts';
import { fencedJson, fencedText } from './fences.ts';
import { inquire, type House, type InquiryEnd } from './inquiry.ts';
import { readJson } from './read-json.ts';

/** One question about a take, outside of any attempt: how a criterion sounds, or what the take comes to in a line. */
export interface SingleQuestion extends SummaryRequest {
  /** `ear`, `summary`: tells one question about a take from another. */
  readonly kind: string;
  readonly system: string;
  readonly schema: JsonObject;
  readonly maxTokens: number;
  readonly what: string;
}

/** Tokens of the output, and of the files, that are heard. */
const mostHeard = 16_000;
/** Characters of an answer: a verdict and a line are short. */
const longestAnswer = 200_000;

export async function askOne(
  question: SingleQuestion,
  listener: Pick<PlayListener, 'calling' | 'log'>,
  signal: AbortSignal,
  house: House,
): Promise<Said> {
  const { model, environment, system, schema, maxTokens } = question;
  const mask = maskFor(keyNamesOf([model]), environment);
  const told = `Answer with JSON only. It holds to this JSON Schema: ${JSON.stringify(schema)}`;
  const message = takeText(question);
  const form: AnswerForm = {
    form: 'json',
    layout: 'plain',
    output: 'json',
    keepsSummary: true,
    isAny: false,
    schema,
    told,
  };
  const end = await inquire(
    {
      models: [model],
      bodyFor: ({ id }, config) => {
        const whole = config === 'sent' ? system : `${system}\n${told}`;
        return bodyFor(id, { maxTokens }, { system: whole, message, form }, config);
      },
      idempotencyKey: `${question.idempotencyKey} ${question.kind}`,
      what: question.what,
      limit: longestAnswer,
      timeoutMs: question.timeoutMs,
      signal,
      listener,
      environment,
      mask,
    },
    house,
  );
  return saidOf(end, model, mask);
}

function saidOf(end: InquiryEnd, model: Model, mask: Mask): Said {
  switch (end.got) {
    case 'message': {
      const { stop, text } = end.message;
      if (stop !== 'end_turn' && stop !== 'stop_sequence')
        return { said: 'nothing', because: `${model.id} stopped with \`${stop}\`` };
      const read = readJson(text, 'map');
      // What is no JSON is handed on as it is: whoever judges it says that it is none.
      const answer: Json = 'failure' in read ? text : read.value;
      return { said: 'answer', answer: mask.json(answer), model: model.id };
    }
    case 'waits': {
      const { got: _, ...waits } = end;
      return { said: 'waits', ...waits, because: mask.text(waits.because) };
    }
    case 'cancelled':
      return { said: 'cancelled' };
    case 'out of time':
      return { said: 'nothing', because: `${model.id} did not answer in time` };
    case 'too much':
      return { said: 'nothing', because: `${model.id} answered without end` };
    case 'fault':
      return { said: 'nothing', because: mask.text(faultSentence(end.fault)) };
  }
}

function takeText({ output, files }: SummaryRequest): string {
  const shown =
    typeof output === 'string'
      ? fencedText('output', '', cutText('output', output, mostHeard).kept)
      : fencedJson('output', JSON.stringify(cutJson('output', output, mostHeard).kept));
  return (
    [output === null ? '' : shown, ...filesText(files)].filter((one) => one !== '').join('\n') || 'Nothing.'
  );
}

/** Each file has its share of the room. */
function filesText(files: readonly HeardFile[]): string[] {
  const share = Math.floor(mostHeard / Math.max(1, files.length));
  return files.map(({ path, text }) => {
    const attributes = ` path=${JSON.stringify(path)}`;
    return text === undefined
      ? `<file${attributes}/>`
      : fencedText('file', attributes, cutText(path, text, Math.max(share, 8)).kept);
  });
}
