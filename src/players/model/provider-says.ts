import * as z from 'zod';

/**
 * What an endpoint says of itself, where it says it: in an error, or in the place of an answer. Gateways and wrappers
 * answer `200` with a sentence of their own when a limit is reached or a server is busy; such a sentence is no take.
 */
export interface ApiError {
  readonly type?: string;
  /** `details.error_code`. */
  readonly code?: string;
  readonly message: string;
}

/** Codes of the API for a quota that is used up. */
const usedUp = [
  'enforced_spend_limit_reached',
  'contract_spend_limit_reached',
  'linked_organization_spend_limit_reached',
  'linked_organization_billing_unavailable',
  'insufficient_quota',
];

const usedUpWords =
  /credit balance|(?:usage|spend|spending|budget|monthly|weekly|daily) limits?\b|insufficient (?:funds|credits?|quota|balance)|out of credits?|quota (?:exceeded|exhausted|used up)|exceeded your (?:current )?quota|purchase (?:more )?credits/i;

/** Whether a refusal says that there is nothing left to use. */
export function saysUsedUp(status: number, { type, code, message }: ApiError): boolean {
  if (status === 402 || type === 'billing_error') return true;
  if (code !== undefined && usedUp.includes(code)) return true;
  return [400, 403, 429].includes(status) && usedUpWords.test(message);
}

/** Whether an endpoint does not know, or cannot take, the form that the answer was to have. */
export const saysNoSuchForm = ({ message }: ApiError): boolean =>
  /output_config|output_format|json_schema|structured output|output schema|effort/i.test(message);

/** When it goes on, in milliseconds since 1970, where the words say so. */
export function timeIn(message: string): number | undefined {
  const [, day, hour = '00:00'] =
    /(?:regain access|resets?|available again|try again)\D{0,12}(\d{4}-\d\d-\d\d)(?:[ T](?:at )?(\d\d:\d\d))?/i.exec(
      message,
    ) ?? [];
  if (day !== undefined) {
    const at = Date.parse(`${day}T${hour}:00Z`);
    return Number.isNaN(at) ? undefined : at;
  }
  // `usage limit reached|1790000000`, seconds since 1970.
  const [, seconds] = /limit reached\|(\d{10})\b/i.exec(message) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** A sentence of a provider is short; whatever is longer than this is somebody's answer. */
const longestSentence = 300;
const longestError = 2_000;

const limitReached = [
  /^\W*(?:[\w'’-]+ ){0,4}(?:usage|rate|request|token|message|credit|spend|spending|plan|monthly|weekly|daily|hourly|session|[0-9]+-hour)[\w -]{0,20} ?(?:limit|quota)s? (?:has been |have been |was |were |is )?(?:reached|exceeded|hit)\b/i,
  /^\W*you['’]?(?:ve| have)? (?:just )?(?:reached|hit|exceeded|used up|run out of) (?:all )?(?:your|the|of your)? ?[\w' -]{0,40}(?:limit|quota|credit)s?\b/i,
  /^\W*(?:limit|quota) (?:reached|exceeded)\b/i,
  /^\W*your credit balance is too low\b/i,
  /^\W*(?:insufficient (?:credits?|funds|quota)|out of credits?)\b/i,
];
const busy = [
  /^\W*(?:the |our )?(?:[\w-]+ ){0,2}(?:server|service|model|api|system|engine)s? (?:is|are) (?:currently |temporarily )*(?:overloaded|at capacity|unavailable|busy)\b/i,
  /^\W*(?:currently )?overloaded(?:_error)?(?:\W*$|[.,:;])/i,
  /^\W*(?:too many requests|internal server error|service unavailable|bad gateway|gateway time-?out)\W*$/i,
  /^\W*api error:? ?(?:\d{3}\b|\{|.*overloaded)/i,
];

/** What the text of an answer really is: the provider's own words, or an answer (`undefined`). */
export function providersWords(text: string, model: string): 'limit reached' | 'busy' | undefined {
  const error = errorIn(text);
  if (error !== undefined) return saysUsedUp(429, error) ? 'limit reached' : 'busy';
  const words = text.trim();
  if (words.length > longestSentence || words.startsWith('{') || words.startsWith('[')) return undefined;
  if (saysOneThing(words) && limitReached.some((one) => one.test(words))) return 'limit reached';
  if (saysOneThing(words) && busy.some((one) => one.test(words))) return 'busy';
  // Wrappers mark the messages that they make up themselves.
  return model === '<synthetic>' ? 'busy' : undefined;
}

const apiError = z.strictObject({
  type: z.literal('error'),
  error: z.looseObject({ type: z.string(), message: z.string() }),
  request_id: z.string().nullish(),
});

/** The API's own form of an error, in the place of an answer. */
function errorIn(text: string): ApiError | undefined {
  if (text.length > longestError || !text.includes('"error"')) return undefined;
  try {
    const read = apiError.safeParse(JSON.parse(text));
    return read.success ? { type: read.data.error.type, message: read.data.error.message } : undefined;
  } catch {
    return undefined;
  }
}

/** At most a few sentences and no Markdown: the beginning of an essay about limits is none. */
const saysOneThing = (words: string): boolean =>
  words.split('\n').filter((line) => line.trim() !== '').length <= 3 && !/^#|```/m.test(words);
