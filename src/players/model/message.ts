import * as z from 'zod';

/** What an answer in the Messages API comes down to for us. */
export interface Message {
  readonly text: string;
  /** `end_turn`, `max_tokens`, `refusal`, … */
  readonly stop: string;
  /** What a refusal says of itself. */
  readonly says?: string;
  /** As the API counts; absent where the endpoint does not count. */
  readonly usage?: MessageUsage;
  /** Who says that it answered. */
  readonly model: string;
}

/** As `Usage` in base/, before it has a price. */
export interface MessageUsage {
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  readonly written: number;
}

const tokens = z.number().int().nonnegative().nullish();
const usage = z.looseObject({
  input_tokens: tokens,
  output_tokens: tokens,
  cache_read_input_tokens: tokens,
  cache_creation_input_tokens: tokens,
});
type Counts = z.infer<typeof usage>;

const stopDetails = z.looseObject({ explanation: z.string().nullish() }).nullish();

const wholeMessage = z.looseObject({
  type: z.literal('message'),
  model: z.string(),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  stop_reason: z.string().nullish(),
  stop_details: stopDetails,
  usage: usage.nullish(),
});

/** The events of a stream that matter to us (https://platform.claude.com/docs/en/build-with-claude/streaming). */
const streamEvent = z.union([
  z.looseObject({
    type: z.literal('message_start'),
    message: z.looseObject({ type: z.literal('message'), model: z.string(), usage: usage.nullish() }),
  }),
  z.looseObject({
    type: z.literal('content_block_delta'),
    delta: z.looseObject({ type: z.string(), text: z.string().optional() }),
  }),
  z.looseObject({
    type: z.literal('message_delta'),
    delta: z.looseObject({ stop_reason: z.string().nullish(), stop_details: stopDetails }),
    usage: usage.nullish(),
  }),
  z.looseObject({ type: z.literal('message_stop') }),
]);

/** A message that came in one piece; `undefined` where it is none. */
export function messageOf(body: unknown): Message | undefined {
  const read = wholeMessage.safeParse(body);
  if (!read.success) return undefined;
  const { content, stop_reason, stop_details, model, usage: counts } = read.data;
  return made(
    content.map((block) => (block.type === 'text' ? (block.text ?? '') : '')).join(''),
    stop_reason ?? 'end_turn',
    stop_details?.explanation ?? undefined,
    model,
    counts ?? {},
  );
}

/** Puts a message together from the events of its stream. */
export class MessageReader {
  #model: string | undefined;
  #text: string[] = [];
  #characters = 0;
  #counts: Counts = {};
  #stop: string | undefined;
  #says: string | undefined;
  #whole = false;

  /** Whether a message has begun. */
  get begun(): boolean {
    return this.#model !== undefined;
  }

  get characters(): number {
    return this.#characters;
  }

  add(event: unknown): void {
    const read = streamEvent.safeParse(event);
    // Whatever else comes, now or in later versions of the API, is no part of the text.
    if (!read.success) return;
    const { data } = read;
    switch (data.type) {
      case 'message_start':
        this.#model = data.message.model;
        this.#count(data.message.usage);
        return;
      case 'content_block_delta':
        if (data.delta.type !== 'text_delta' || data.delta.text === undefined) return;
        this.#text.push(data.delta.text);
        this.#characters += data.delta.text.length;
        return;
      case 'message_delta':
        this.#stop = data.delta.stop_reason ?? this.#stop;
        this.#says = data.delta.stop_details?.explanation ?? this.#says;
        this.#count(data.usage);
        return;
      case 'message_stop':
        this.#whole = true;
        return;
    }
  }

  /** The message, once its stream has said that it is whole. */
  get message(): Message | undefined {
    if (this.#model === undefined || !this.#whole) return undefined;
    return made(this.#text.join(''), this.#stop ?? 'end_turn', this.#says, this.#model, this.#counts);
  }

  /** Later counts replace earlier ones: they are of the whole message. */
  #count(counts: Counts | null | undefined): void {
    const known = Object.entries(counts ?? {}).filter(([, count]) => count !== null && count !== undefined);
    this.#counts = { ...this.#counts, ...Object.fromEntries(known) };
  }
}

function made(text: string, stop: string, says: string | undefined, model: string, counts: Counts): Message {
  const cached = counts.cache_read_input_tokens ?? 0;
  const written = counts.cache_creation_input_tokens ?? 0;
  const { input_tokens: input, output_tokens: output } = counts;
  return {
    text,
    stop,
    ...(says === undefined ? {} : { says }),
    ...(typeof input === 'number' && typeof output === 'number'
      ? { usage: { input: input + cached + written, output, cached, written } }
      : {}),
    model,
  };
}
