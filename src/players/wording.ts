import { unreachable, type Feedback } from '../base/index.ts';
import type { Failure, StartFault } from './end.ts';
import { faultCriterion, faultSentence, notOnCassette } from './model/fault.ts';
import { bounded, lastOf } from './text.ts';

/** Characters of what a program printed that the next attempt hears: its end. */
const quoted = 2000;

/** Every failure as the criterion that it counts as and the sentence that the next attempt hears. */
export function feedbackOf(failure: Failure): Feedback {
  return { criterion: criterionOf(failure), evidence: bounded(sentence(failure), 2 * quoted) };
}

function criterionOf(of: Failure): string {
  switch (of.failure) {
    case 'model':
      return faultCriterion(of.fault);
    case 'no JSON value':
    case 'no JSON':
    case 'no program':
    case 'nothing printed':
    case 'not UTF-8':
    case 'wrong form':
      return 'the output can be read';
    case 'not refined':
      return 'the output can be made of the answer';
    case 'too much output':
      return 'the output stays under its limit';
    default:
      return 'the attempt ends well';
  }
}

export function sentence(f: Failure): string {
  switch (f.failure) {
    case 'template':
      return `${f.of}: ${f.because}`;
    case 'not laid':
      return `\`${f.path}\` could not be laid into the scratch folder: ${f.because}`;
    case 'machine':
      return `this machine does not let it be played: ${f.because}`;
    case 'not started':
      return startSentence(f.because);
    case 'out of time':
      return `stopped after ${duration(f.ms)} (\`timeout\`)${said(f.printed)}`;
    case 'too much output':
      return `too much output: ${f.of} is larger than ${size(f.limit)}, so it was stopped (\`limits: output\` in concerto.md)`;
    case 'too much written':
      return `it filled its folder with more than ${size(f.limit)}, so it was stopped`;
    case 'no sandbox':
      return `it asks for a sandbox, and there is none on this machine: ${f.because}; ${f.instead}; or \`sandbox: best\` in concerto.md lets it play without`;
    case 'killed':
      return `${reasonOf(f.signal, f.printed)}${said(f.printed)}`;
    case 'exited':
      return `exit code ${f.code}${said(f.printed)}`;
    case 'threw':
      return `${f.uncaught ? 'an error that nobody caught: ' : ''}${f.message}${f.at === undefined ? '' : ` (${f.at})`}`;
    case 'not refined':
      return `${f.message}${f.at === undefined ? '' : ` (${f.at})`}`;
    case 'ended its process':
      return `the module ended its own process with code ${f.code} instead of returning${said(f.printed)}`;
    case 'no function':
      return `\`${f.module}\` has no function as its default export; expected \`export default async function play(input, context)\``;
    case 'no JSON value':
      return `${f.where} is ${f.what}, which JSON does not have`;
    case 'no JSON':
      return `${f.of} is no JSON: ${f.because}; it begins ${JSON.stringify(f.begins)}`;
    case 'nothing printed':
      return 'nothing was printed where one JSON value is expected (`output: none` is for a script that has none)';
    case 'not UTF-8':
      return `${f.of} is no UTF-8 text: byte ${f.byte} fits nowhere`;
    case 'wrong form':
      return `the output is ${f.got} where ${f.wanted} is expected`;
    case 'no python':
      return `${f.because}; ${f.instead}`;
    case 'not the same sound':
      return `the program that stands brings no valid sound on this machine: ${f.because}; \`simphony play --again\` with its name asks for another program`;
    case 'no program':
      return `the answer is no program: ${f.because}; it begins ${JSON.stringify(f.begins)}`;
    case 'bad request':
      return `the request could not be made: ${f.because}`;
    case 'no answer':
      return `no answer from ${f.url}: ${f.because}`;
    case 'status':
      return `${f.url} answered ${f.status}${f.body === '' ? '' : `: ${f.body}`}`;
    case 'sent elsewhere':
      return `${f.url} sends us on to ${f.to}, which is another host: not followed`;
    case 'model':
      return faultSentence(f.fault);
    case 'not on the cassette':
      return notOnCassette(f);
    case 'end not seen':
      return notSeenSentence(f);
    case 'never came true':
      return `\`${f.until}\` did not come true within ${duration(f.ms)}; last: ${f.last}`;
    default:
      return unreachable(f);
  }
}

function notSeenSentence({
  because,
  answered,
  asked,
}: Extract<Failure, { failure: 'end not seen' }>): string {
  const why = because === 'stopped' ? 'it was stopped before its end was seen' : sentence(because);
  const perhaps = answered
    ? 'what its request began may still be under way'
    : 'what it was to do may have been done all the same';
  const said =
    asked === undefined
      ? ''
      : asked === 'unknown'
        ? '; the service that was asked for it does not know it'
        : `; the service was asked for it: ${sentence(asked)}`;
  return `${why}; ${perhaps}${said}`;
}

/** Also what a check's command says when it could not be started. */
export function startSentence(fault: StartFault): string {
  switch (fault.fault) {
    case 'missing':
      return `\`${fault.tool}\` is not installed or not on the PATH`;
    case 'not executable':
      return `\`${fault.file}\` is not executable: \`chmod +x\` it, or name its interpreter first`;
    case 'no interpreter':
      return `\`${fault.file}\` could not be started: the interpreter that its first line names is not there`;
    case 'system':
      return `\`${fault.tool}\` could not be started: ${fault.because}`;
    default:
      return unreachable(fault);
  }
}

function reasonOf(signal: NodeJS.Signals, printed: string): string {
  if (signal === 'SIGABRT' && printed.includes('heap out of memory')) return 'it ran out of memory';
  if (signal === 'SIGXCPU') return 'stopped by the system: its CPU time is used up';
  if (signal === 'SIGXFSZ') return 'stopped by the system: it wrote a file larger than it may';
  if (signal === 'SIGKILL') return 'killed by SIGKILL, as the system does when memory runs out';
  return `killed by ${signal}`;
}

const said = (printed: string): string => {
  const text = lastOf(printed, quoted);
  return text === '' ? '' : `; it said: ${text}`;
};

/** `1.5 s`, `300 s`, `250 ms`. */
export const duration = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toFixed(1))} s`;

/** `16 MiB`, `1.5 KiB`, `12 bytes`. */
export function size(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  let [amount, unit] = [bytes, 0];
  while (amount >= 1024 && unit < units.length - 1) [amount, unit] = [amount / 1024, unit + 1];
  return `${Number(amount.toFixed(1))} ${units[unit] ?? ''}`;
}
