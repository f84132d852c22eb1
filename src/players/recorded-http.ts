import * as z from 'zod';
import type { Json } from '../base/index.ts';
import type { Cassettes, RecordedRequest } from './cassette.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './http.ts';
import type { Mask } from './mask.ts';

const answerShape = z.union([
  z.strictObject({ status: z.number().int(), body: z.string() }),
  z.strictObject({ status: z.number().int(), base64: z.string() }),
]);

/**
 * The same client, its answers kept on cassettes or taken from them. Whatever was answered is kept, refusals as well;
 * what was never answered is not. On replay nothing is asked.
 */
export function recordedHttp(
  client: HttpClient,
  cassettes: Cassettes,
  idempotencyKey: string,
  mask: Mask,
): HttpClient {
  const play = async (request: HttpRequest): Promise<Awaited<ReturnType<HttpClient['ask']>>> => {
    const found = await cassettes.find(namedBy(request), idempotencyKey, mask);
    const missing = (difference: string) =>
      ({
        failure: {
          failure: 'not on the cassette',
          what: `${request.method} ${request.url}`,
          difference,
        },
        unseen: false,
      }) as const;
    if (found.found === 'nothing') return missing(found.difference);
    if (found.found === 'unreadable') return missing(`${found.file} cannot be read: ${found.because}`);
    const read = answerShape.safeParse(found.answer);
    if (!read.success) return missing('What is there is no answer of a service.');
    const { status } = read.data;
    return 'body' in read.data
      ? { status, body: Buffer.from(read.data.body) }
      : { status, body: Buffer.from(read.data.base64, 'base64') };
  };
  const record = async (request: HttpRequest): Promise<Awaited<ReturnType<HttpClient['ask']>>> => {
    const answer = await client.ask(request);
    if ('status' in answer) await cassettes.keep(namedBy(request), idempotencyKey, recordOf(answer), mask);
    return answer;
  };
  return {
    ask: cassettes.mode === 'replay' ? play : record,
    close: () => client.close(),
  };
}

/** Never its headers: keys stand there. */
const namedBy = ({ method, url, body }: HttpRequest): RecordedRequest => ({
  method,
  url,
  body: bodyOf(body),
});

/** JSON as what it is, so that a cassette can be read. */
function bodyOf(body: string | undefined): Json {
  if (body === undefined) return null;
  try {
    return z.json().parse(JSON.parse(body));
  } catch {
    return body;
  }
}

function recordOf({ status, body }: HttpAnswer): Json {
  try {
    return { status, body: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body) };
  } catch {
    return { status, base64: body.toString('base64') };
  }
}
