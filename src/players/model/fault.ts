import { unreachable } from '../../base/index.ts';
import { couldNotAsk } from './prompt.ts';

/** What asking a model can fail of. Facts only; the sentences stand below. */
export type ModelFault =
  | { readonly fault: 'no key'; readonly variable: string; readonly model: string }
  | { readonly fault: 'unusable'; readonly variable: string; readonly because: string }
  /** The endpoint will not take this request, however often it is sent. */
  | {
      readonly fault: 'refused';
      readonly url: string;
      readonly model: string;
      readonly status: number;
      readonly says: string;
      /** The variable that holds the key. */
      readonly variable?: string;
      /** It was refused before, and not sent again. */
      readonly before: boolean;
    }
  /** Asked several times in vain. */
  | {
      readonly fault: 'no answer';
      readonly url: string;
      readonly because: string;
      readonly requests: number;
    }
  | { readonly fault: 'no message'; readonly url: string; readonly begins: string }
  | { readonly fault: 'sent elsewhere'; readonly url: string; readonly to: string }
  | { readonly fault: 'cut at max_tokens'; readonly maxTokens: number }
  | { readonly fault: 'context full'; readonly model: string }
  | { readonly fault: 'declined'; readonly model: string; readonly says: string }
  | { readonly fault: 'stopped early'; readonly reason: string }
  | { readonly fault: 'not on the cassette'; readonly what: string; readonly difference: string }
  | { readonly fault: 'cassette unreadable'; readonly file: string; readonly because: string }
  /** Files and edits of an answer that could not be laid into the folder. */
  | { readonly fault: 'files'; readonly because: readonly string[] };

/** What the next attempt can do better is told to it; what lies between us and the model is not. */
export function faultCriterion({ fault }: ModelFault): string {
  switch (fault) {
    case 'cut at max_tokens':
    case 'declined':
    case 'stopped early':
      return 'the answer is whole';
    case 'files':
      return 'files and edits of the answer fit';
    case 'no key':
    case 'unusable':
    case 'refused':
    case 'no answer':
    case 'no message':
    case 'sent elsewhere':
    case 'context full':
    case 'not on the cassette':
    case 'cassette unreadable':
      return couldNotAsk;
    default:
      return unreachable(fault);
  }
}

export function faultSentence(f: ModelFault): string {
  switch (f.fault) {
    case 'no key':
      return `${f.model} cannot be asked: ${f.variable} is not set`;
    case 'unusable':
      return `${f.variable} cannot be used: ${f.because}`;
    case 'refused':
      return refusedSentence(f);
    case 'no answer':
      return `no answer from ${f.url} (${f.requests === 1 ? 'asked once' : `asked ${f.requests} times`}): ${f.because}`;
    case 'no message':
      return `${f.url} answered with something that is no message of the Messages API; it begins ${JSON.stringify(f.begins)}; is \`base_url\` right?`;
    case 'sent elsewhere':
      return `${f.url} sends us on to ${f.to}: not followed, so that the key stays where it belongs; if that is right, make it the \`base_url\``;
    case 'cut at max_tokens':
      return `the answer was cut off at ${f.maxTokens} tokens (\`max_tokens\`): answer more briefly, or raise it`;
    case 'context full':
      return `${f.model} has no room for so long a prompt and its answer: lower \`limits: context\` in concerto.md, or choose a model with more`;
    case 'declined':
      return `${f.model} declined to answer${f.says === '' ? '' : `: ${f.says}`}`;
    case 'stopped early':
      return `the answer is not whole: it stopped with \`${f.reason}\``;
    case 'not on the cassette':
      return notOnCassette(f);
    case 'cassette unreadable':
      return `the cassette ${f.file} cannot be read: ${f.because}`;
    case 'files':
      return f.because.join('; ');
    default:
      return unreachable(f);
  }
}

/** Loud: with --replay nothing is asked, so this is all there is to know. */
export const notOnCassette = ({
  what,
  difference,
}: {
  readonly what: string;
  readonly difference: string;
}): string => `${what} is not on a cassette, and with --replay nothing is asked. ${difference}`;

function refusedSentence({
  url,
  model,
  status,
  says,
  variable,
  before,
}: Extract<ModelFault, { fault: 'refused' }>): string {
  const key =
    variable === undefined ? 'no key was sent: name its variable with `key:`' : `look at ${variable}`;
  const fix: { readonly [status: number]: string } = {
    400: 'look at `model`, `max_tokens`, `effort` and the schema',
    401: key,
    403: `${key}, and at what it may use`,
    404: `is there a model \`${model}\`, and is this its address? (\`models\` in concerto.md)`,
    413: 'lower `limits: context` in concerto.md',
  };
  const todo = fix[status] ?? 'the request will not do as it is';
  return `${url} refused ${model} with ${status}${says === '' ? '' : ` (${says})`}: ${todo}${before ? '; not asked again' : ''}`;
}
