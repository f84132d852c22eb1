import { digestOf, type Sha256, type Waits } from '../../base/index.ts';
import * as z from 'zod';
import type { Model } from '../../score/index.ts';
import type { Cassettes } from '../cassette.ts';
import type { Mask } from '../mask.ts';
import type { PlayListener, PlayRequest } from '../player.ts';
import { ask, takesForm, type AskedEnd, type Surroundings } from './ask.ts';
import { mostInputTokens, type MessageBody } from './body.ts';
import { endpointOf } from './endpoint.ts';
import type { ModelFault } from './fault.ts';
import type { Message } from './message.ts';
import { mostCost, withCost } from './money.ts';

/** What all who ask models share. */
export interface House extends Surroundings {
  readonly cassettes?: Cassettes | undefined;
}

/** One thing that one of several models is asked: the first that can answer does. */
export interface Inquiry {
  /** In order of preference. */
  readonly models: readonly Model[];
  /** `left out`: for an endpoint that does not know `output_config`, or not this schema. */
  readonly bodyFor: (model: Model, config: 'sent' | 'left out') => MessageBody;
  readonly idempotencyKey: string;
  readonly what: string;
  readonly limit: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly listener: Pick<PlayListener, 'calling' | 'log'>;
  readonly environment: PlayRequest['environment'];
  readonly mask: Mask;
}

export type InquiryEnd =
  | { readonly got: 'message'; readonly message: Message; readonly model: Model; readonly sent: Sha256 }
  | { readonly got: 'fault'; readonly fault: ModelFault }
  | { readonly got: 'out of time' }
  | { readonly got: 'too much'; readonly limit: number }
  | ({ readonly got: 'waits' } & Waits)
  | { readonly got: 'cancelled' };

export const inquire = (inquiry: Inquiry, house: House): Promise<InquiryEnd> =>
  house.cassettes?.mode === 'replay' ? replayed(inquiry, house.cassettes) : live(inquiry, house);

async function live(inquiry: Inquiry, house: House): Promise<InquiryEnd> {
  const { models, environment, idempotencyKey, mask } = inquiry;
  const deadline = house.time.now() + inquiry.timeoutMs;
  const waiting: Waits[] = [];
  const faults: ModelFault[] = [];
  for (const model of models) {
    const endpoint = endpointOf(model, environment);
    if ('unset' in endpoint) {
      faults.push({ fault: 'no key', variable: endpoint.unset, model: model.id });
      continue;
    }
    if ('unusable' in endpoint) {
      faults.push({ fault: 'unusable', variable: endpoint.unusable, because: endpoint.because });
      continue;
    }
    const whole = inquiry.bodyFor(model, 'sent');
    const known = takesForm(house.breaker, endpoint, model, whole);
    let body = known ? whole : inquiry.bodyFor(model, 'left out');
    const question = { ...inquiry, model, endpoint, deadline };
    let end: AskedEnd = await ask({ ...question, body }, house);
    if (end.asked === 'no such form' && known) {
      body = inquiry.bodyFor(model, 'left out');
      end = await ask({ ...question, body }, house);
    }
    if (end.asked === 'message') {
      const { message } = end;
      await house.cassettes?.keep(recordedOf(body), idempotencyKey, recordOf(message), mask);
      return { got: 'message', message, model, sent: digestOf(body) };
    }
    if (end.asked !== 'waits') return ended(end);
    if (end.for === 'budget') return ended(end);
    waiting.push(end);
  }
  const [fault] = faults;
  if (waiting.length === 0 && fault !== undefined) return { got: 'fault', fault };
  return { got: 'waits', ...soonest(waiting) };
}

function ended(end: Exclude<AskedEnd, { asked: 'message' }>): InquiryEnd {
  switch (end.asked) {
    case 'fault':
    case 'no such form':
      return { got: 'fault', fault: end.fault };
    case 'waits': {
      const { asked: _, ...waits } = end;
      return { got: 'waits', ...waits };
    }
    case 'too much':
      return { got: 'too much', limit: end.limit };
    case 'out of time':
    case 'cancelled':
      return { got: end.asked };
  }
}

/** All of them are out: it goes on when the first is back. */
function soonest(waiting: readonly Waits[]): Waits {
  const times = waiting.flatMap(({ until }) => (until === undefined ? [] : [until])).sort();
  const [until] = times;
  return {
    for: 'quota',
    because: waiting.map(({ because }) => because).join('; '),
    ...(until === undefined ? {} : { until }),
  };
}

const recordedOf = (body: MessageBody): { method: 'POST'; model: string; body: MessageBody } => ({
  method: 'POST',
  model: body.model,
  body,
});

const count = z.number().int().nonnegative();
const recordShape = z.strictObject({
  text: z.string(),
  stop: z.string(),
  says: z.string().optional(),
  usage: z.strictObject({ input: count, output: count, cached: count, written: count }).optional(),
  model: z.string(),
});

const recordOf = ({ text, stop, says, usage, model }: Message) => ({
  model,
  stop,
  ...(says === undefined ? {} : { says }),
  text,
  ...(usage === undefined ? {} : { usage: { ...usage } }),
});

/** From the cassettes alone. Who was asked then, and in which form, is found by what is there. */
async function replayed(inquiry: Inquiry, cassettes: Cassettes): Promise<InquiryEnd> {
  const { models, mask, idempotencyKey } = inquiry;
  let missed: ModelFault | undefined;
  for (const model of models) {
    for (const config of ['sent', 'left out'] as const) {
      const body = inquiry.bodyFor(model, config);
      const found = await cassettes.find(recordedOf(body), idempotencyKey, mask);
      if (found.found === 'unreadable')
        return {
          got: 'fault',
          fault: { fault: 'cassette unreadable', file: found.file, because: found.because },
        };
      if (found.found === 'nothing') {
        missed ??= { fault: 'not on the cassette', what: inquiry.what, difference: found.difference };
        continue;
      }
      const read = recordShape.safeParse(found.answer);
      if (!read.success) {
        const because = 'its answer is no message';
        return { got: 'fault', fault: { fault: 'cassette unreadable', file: digestOf(body), because } };
      }
      const { says, usage, ...rest } = read.data;
      const message: Message = {
        ...rest,
        ...(says === undefined ? {} : { says }),
        ...(usage === undefined ? {} : { usage }),
      };
      return await counted(message, model, body, inquiry);
    }
  }
  if (missed === undefined) throw new Error('an instrument without a model');
  return { got: 'fault', fault: missed };
}

/** What is replayed counts as it counted when it was recorded, so that the takes are the same to the byte. */
async function counted(
  message: Message,
  model: Model,
  body: MessageBody,
  { listener, what }: Inquiry,
): Promise<InquiryEnd> {
  const worst = { input: mostInputTokens(body), output: body.max_tokens };
  const usd = mostCost(model.price, worst);
  const call = { model, worst: { ...worst, ...(usd === undefined ? {} : { usd }) }, what };
  const allowance = await listener.calling?.(call);
  if (allowance?.allowed === false) return { got: 'waits', for: 'budget', because: allowance.because };
  await allowance?.settle(
    message.usage === undefined
      ? { end: 'unseen' }
      : { end: 'seen', usage: withCost(model.price, message.usage) },
  );
  return { got: 'message', message, model, sent: digestOf(body) };
}
