import { bytesOfTokens, type JsonObject } from '../../base/index.ts';
import type { ModelPerformer } from '../../score/index.ts';
import type { AnswerForm } from './answer-form.ts';
import type { Prompt } from './prompt.ts';

/**
 * The body of a request in the Messages API (https://platform.claude.com/docs/en/api/messages), as it is sent, digested
 * and recorded. Members in one order, so that the same prompt gives the same bytes.
 */
// A type, not an interface: so that it counts as the JSON that it is.
export type MessageBody = {
  readonly model: string;
  readonly max_tokens: number;
  readonly system: readonly [
    { readonly type: 'text'; readonly text: string; readonly cache_control: { readonly type: 'ephemeral' } },
  ];
  readonly messages: readonly [{ readonly role: 'user'; readonly content: string }];
  readonly output_config?: {
    readonly effort?: NonNullable<ModelPerformer['effort']>;
    readonly format?: { readonly type: 'json_schema'; readonly schema: JsonObject };
  };
  readonly stream: true;
};

/** `config: 'left out'`: for an endpoint that does not know `output_config`; the prompt tells of the schema then. */
export function bodyFor(
  id: string,
  { maxTokens, effort }: Pick<ModelPerformer, 'maxTokens' | 'effort'>,
  { system, message, form }: Pick<Prompt, 'system' | 'message' | 'form'>,
  config: 'sent' | 'left out' = 'sent',
): MessageBody {
  const format = formatOf(form);
  const output =
    config === 'left out' || (effort === undefined && format === undefined)
      ? undefined
      : { ...(effort === undefined ? {} : { effort }), ...(format === undefined ? {} : { format }) };
  return {
    model: id,
    max_tokens: maxTokens,
    system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }],
    messages: [{ role: 'user', content: message }],
    ...(output === undefined ? {} : { output_config: output }),
    stream: true,
  };
}

const formatOf = (
  form: AnswerForm,
): { readonly type: 'json_schema'; readonly schema: JsonObject } | undefined =>
  form.form === 'text' || form.schema === undefined
    ? undefined
    : { type: 'json_schema', schema: form.schema };

/** What the provider may add of its own to a request: framing of messages, and how the answer's schema is told. */
const framing = 1_000;

/**
 * More tokens than the input of a request can have. No tokenizer in use gives a text more tokens than it has bytes of
 * UTF-8: each token is at least one byte. The schema counts twice, since it is also told to the model.
 */
export const mostInputTokens = (body: MessageBody): number =>
  Buffer.byteLength(JSON.stringify(body)) +
  Buffer.byteLength(JSON.stringify(body.output_config ?? null)) +
  framing;

/** About how many tokens it has. */
export const likelyInputTokens = (body: MessageBody): number =>
  Math.ceil(
    Buffer.byteLength(JSON.stringify([body.system, body.messages, body.output_config ?? null])) /
      bytesOfTokens(1),
  );
