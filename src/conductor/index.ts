/**
 * conductor/: joins the other rooms; it carries out what performance/ commands and decides nothing itself.
 * In:    a folder, a person's wishes, the world (clock, environment, signals).
 * Out:   sessions played, events told, endings.
 * Never: what is played next (performance/), whether it plays (plan/), whether it is good (judge/).
 *
 * To read it: `session.ts` is the line a sheet travels; `running-session.ts` obeys commands; the rest serves them.
 * `standing.ts` comes before all of it: what was said before is said again while everything it rests on is as it was.
 */
import type { Conductor } from './face.ts';
import { standingEnding } from './standing.ts';

export type * from './face.ts';

/** Each command loads what it needs: where everything stands as it stood, `play` needs next to nothing. */
export const conductor: Conductor = {
  play: async (options) =>
    (await standingEnding(options)) ?? (await import('./session.ts')).playSession(options),
  conduct: async (options) => (await import('./conduct.ts')).conductWorkspace(options),
  check: async (...asked) => (await import('./score-check.ts')).checkScore(...asked),
  checkTwice: async (options) => (await import('./checking.ts')).checkTwice(options),
  plan: async (...asked) => (await import('./views.ts')).planView(...asked),
  explain: async (...asked) => (await import('./views.ts')).explainPart(...asked),
  context: async (...asked) => (await import('./views.ts')).contextOf(...asked),
  status: async (looking) => (await import('./looking-back.ts')).statusView(looking),
  log: async (...asked) => (await import('./looking-back.ts')).logOf(...asked),
  test: async (...asked) => (await import('./testing.ts')).testTakes(...asked),
  runs: async (...asked) => (await import('./runs.ts')).takeUpRuns(...asked),
  doctor: async (...asked) => (await import('./doctor.ts')).doctor(...asked),
};
