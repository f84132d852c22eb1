import type { Judged, Json } from '../base/index.ts';
import { unreachable } from '../base/index.ts';
import type { CommandEnd } from '../players/index.ts';
import { expandTemplate, judgeExpression, type Check, type Template, type Values } from '../score/index.ts';
import { bounded, shortened } from './evidence.ts';

export type CommandCheck = Extract<Check, { check: 'run' }>;
export type Run = (words: readonly string[], limits: { readonly timeoutMs: number }) => Promise<CommandEnd>;

/** Characters of what a command printed that evidence quotes: its end, where the reason usually stands. */
const quoted = 300;

/** As the evidence and the feedback call it: the words as they were written, then what must hold. */
export function nameOfCommand({ words, is }: Pick<CommandCheck, 'words' | 'is'>): string {
  const line = words
    .map(({ source }) => (/^[\w@%+=:,./{}-]+$/.test(source) ? source : JSON.stringify(source)))
    .join(' ');
  return is === undefined ? line : `${line} → ${is.source}`;
}

/**
 * Runs a check's command and judges how it ended: `is` over code, stdout and stderr, by default `code == 0`.
 * A tool that is not installed fails the criterion; only one that the person called optional is `not heard`.
 */
export async function judgeCommand(check: CommandCheck, scope: Values, run: Run): Promise<Judged> {
  const criterion = nameOfCommand(check);
  const words = wordsOf(check.words, scope);
  if ('because' in words) return { criterion, outcome: 'failed', evidence: bounded(words.because) };
  const end = await run(words.words, { timeoutMs: check.timeoutMs });
  switch (end.end) {
    case 'exited':
      return { criterion, ...judgeEnd(check, scope, end) };
    case 'missing':
      return {
        criterion,
        outcome: check.optional ? 'not heard' : 'failed',
        evidence: bounded(`${end.tool} is not installed here`),
      };
    case 'timed out':
    case 'too much output':
    case 'killed':
      return { criterion, outcome: 'failed', evidence: bounded(`${end.end}: ${end.because}`) };
    default:
      return unreachable(end);
  }
}

function judgeEnd(
  { is }: CommandCheck,
  scope: Values,
  { code, stdout, stderr }: Extract<CommandEnd, { end: 'exited' }>,
): Omit<Judged, 'criterion'> {
  if (is !== undefined) {
    const judged = judgeExpression(is, { ...scope, code, stdout, stderr });
    return judged.outcome === 'held'
      ? judged
      : { ...judged, evidence: bounded(`${judged.evidence}${said(stderr, stdout)}`) };
  }
  return code === 0
    ? { outcome: 'held', evidence: '0 == 0' }
    : { outcome: 'failed', evidence: bounded(`${code} == 0${said(stderr, stdout)}`) };
}

/** The end of what it printed, stderr first; control characters would act on the terminal that shows it. */
function said(...printed: readonly string[]): string {
  const text = printed.map((one) => one.trim()).find((one) => one !== '');
  if (text === undefined) return '';
  const flat = text
    .slice(-quoted * 2)
    .replace(/[\u0000-\u001F\u007F-\u009F]+/g, ' ')
    .trim();
  return `; it said: ${flat.length > quoted ? `…${shortened(flat.slice(-quoted), quoted)}` : flat}`;
}

/** Each template is one word, whatever it yields: nothing is split. Absent or null is a failure, not an empty word. */
function wordsOf(
  templates: readonly Template[],
  scope: Values,
): { words: readonly string[] } | { because: string } {
  const words: string[] = [];
  for (const template of templates) {
    const word = expandTemplate(template, scope);
    if (!word.ok) return { because: word.because };
    words.push(asWord(word.value));
  }
  return { words };
}

const asWord = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
