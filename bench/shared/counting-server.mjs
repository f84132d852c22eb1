/**
 * A local server that speaks the Messages API and the Chat Completions API, answers the job, and counts what it is sent.
 *
 * Prompt tokens are counted by one rule for everyone, without a tokenizer: the UTF-8 bytes of all text that a model
 * would read (system, messages with the names and arguments of tool calls, descriptions and schemas of tools, the
 * schema of a structured answer), divided by four. The envelope of JSON around them is not counted.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { answer } from './job.mjs';

const bytes = (text) => Buffer.byteLength(text);
const textOf = (content) => {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((block) => {
      if (block.type === 'tool_use') return `${block.name}${JSON.stringify(block.input)}`;
      return block.type === 'tool_result' ? textOf(block.content) : (block.text ?? '');
    })
    .join('');
};
const callsOf = ({ tool_calls: calls = [] }) =>
  calls.map((call) => call.function.name + call.function.arguments).join('');

/** The bytes that a model would read. */
export function promptBytes({
  system,
  messages,
  tools = [],
  output_config: config,
  response_format: format,
}) {
  const schema = config?.format?.schema ?? format?.json_schema?.schema;
  return (
    bytes(textOf(system)) +
    messages.reduce((sum, message) => sum + bytes(textOf(message.content)) + bytes(callsOf(message)), 0) +
    tools.reduce((sum, tool) => sum + bytes(JSON.stringify(tool)), 0) +
    (schema === undefined ? 0 : bytes(JSON.stringify(schema)))
  );
}

const nameOf = (tool) => tool.function?.name ?? tool.name;

/**
 * What a model that does its job would say: an editor its text; one who can hand over, its text and the handing over; a
 * supervisor the next editor's name, until all have had their turn.
 */
function replyTo(body, count) {
  const transfers = (body.tools ?? []).map(nameOf).filter((name) => /^transfer_to_/.test(name));
  if (/^You lead/.test(textOf(body.system) || textOf(body.messages[0]?.content))) {
    count.led += 1;
    const next = `transfer_to_s${count.led}`;
    return transfers.includes(next) ? { call: next } : { text: 'All editors have had their turn.' };
  }
  count.answered += 1;
  return { text: answer(count.answered), ...(transfers.length === 1 ? { call: transfers[0] } : {}) };
}

/** Each message has an id of its own: a list of messages replaces one that it knows. */
const asMessage = ({ text, call }, { model }, nth) => ({
  id: `msg_${nth}`,
  type: 'message',
  role: 'assistant',
  model,
  content: [
    ...(text === undefined ? [] : [{ type: 'text', text }]),
    ...(call === undefined ? [] : [{ type: 'tool_use', id: `toolu_${call}`, name: call, input: {} }]),
  ],
  stop_reason: call === undefined ? 'end_turn' : 'tool_use',
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
});

const asCompletion = ({ text, call }, { model }, nth) => ({
  id: `chatcmpl-${nth}`,
  object: 'chat.completion',
  created: 0,
  model,
  choices: [
    {
      index: 0,
      finish_reason: call === undefined ? 'stop' : 'tool_calls',
      message: {
        role: 'assistant',
        content: text ?? null,
        ...(call === undefined
          ? {}
          : {
              tool_calls: [
                { id: `call_${call}`, type: 'function', function: { name: call, arguments: '{}' } },
              ],
            }),
      },
    },
  ],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

function streamed(message) {
  const { content, stop_reason: stop, ...rest } = message;
  const events = [
    ['message_start', { message: { ...rest, content: [], stop_reason: null } }],
    ...content.flatMap((block, index) => [
      ['content_block_start', { index, content_block: { ...block, text: '' } }],
      ['content_block_delta', { index, delta: { type: 'text_delta', text: block.text } }],
      ['content_block_stop', { index }],
    ]),
    ['message_delta', { delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: 1 } }],
    ['message_stop', {}],
  ];
  return events
    .map(([type, data]) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`)
    .join('');
}

/** @returns {Promise<{ url: string, count: { requests: number, bytes: number }, close(): void }>} */
export async function countingServer() {
  const count = { requests: 0, bytes: 0, answered: 0, led: 0 };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    if (!Array.isArray(body.messages)) return response.writeHead(404).end('{}');
    count.requests += 1;
    count.bytes += promptBytes(body);
    const reply = replyTo(body, count);
    if (request.url.endsWith('/chat/completions')) {
      if (body.stream === true) return response.writeHead(400).end('{}');
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify(asCompletion(reply, body, count.requests)));
    }
    const message = asMessage(reply, body, count.requests);
    const isStream = body.stream === true;
    response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
    return response.end(isStream ? streamed(message) : JSON.stringify(message));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    count,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
