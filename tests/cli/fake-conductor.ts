import type { Conductor, Ending, PlayReport, SessionEvent } from '../../src/cli/conductor.ts';

const unasked = (name: string) => async (): Promise<never> => {
  throw new Error(`the fake conductor was not told what to answer to ${name}`);
};

/** A fake Conductor: answers what the test hands over, and throws where it is asked for anything else. */
export const fakeConductor = (answers: Partial<Conductor>): Conductor => ({
  play: unasked('play'),
  conduct: unasked('conduct'),
  check: unasked('check'),
  checkTwice: unasked('checkTwice'),
  plan: unasked('plan'),
  explain: unasked('explain'),
  context: unasked('context'),
  status: unasked('status'),
  log: unasked('log'),
  test: unasked('test'),
  runs: unasked('runs'),
  doctor: unasked('doctor'),
  ...answers,
});

export const report = (changes: Partial<PlayReport> = {}): PlayReport => ({
  status: 'ok',
  run_id: 'k3f9',
  parts: { played: 2, kept: 0, failed: 0, blocked: 0, skipped: 0, uncertain: 0, waiting: 0 },
  ensembles: { research: { status: 'ok', result: { title: 'Tides' } } },
  usage: { tokens: 0, usd: 0, ms: 1234 },
  ...changes,
});

export const ending = (changes: Partial<Ending> = {}): Ending => ({
  code: 0,
  report: report(),
  diagnostics: [],
  notes: [],
  ...changes,
});

export const event = (name: string, node: string, rest: Partial<SessionEvent> = {}): SessionEvent => ({
  run_id: 'k3f9',
  event: name,
  node,
  phase: name === 'start' || name === 'session_start' ? 'start' : name === 'progress' ? 'progress' : 'end',
  timestamp: '2026-11-21T10:00:00.000Z',
  ...(node === '' ? {} : { step: node.replace(/^.*\/|[[#].*$/g, '') }),
  ...rest,
});

/** A short session: two parts, the second one at its second attempt. */
export const session: readonly SessionEvent[] = [
  event('session_start', '', { message: 'Signals from a drowned observatory', known: 2, ended: 0 }),
  event('start', 'surveyor'),
  event('take_accepted', 'surveyor', {
    duration_ms: 340,
    verdict: '7 held',
    message: 'surveyed 212 files → takes/research/surveyor.json',
    known: 2,
    ended: 1,
  }),
  event('start', 'chart'),
  event('attempt_failed', 'chart', {
    iters: 1,
    phase: 'progress',
    error_msg: 'size(output) == 18: 17 == 18',
  }),
  event('chart_drawn', 'chart', { duration_ms: 2100, verdict: '1 held, 1 not heard', known: 2, ended: 2 }),
  event('session_end', ''),
];
