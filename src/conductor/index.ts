/**
 * conductor/: joins the other rooms; it carries out what performance/ commands and decides nothing itself.
 * In:    a folder, a person's wishes, the world (clock, environment, signals).
 * Out:   sessions played, events told, endings.
 * Never: what is played next (performance/), whether it plays (plan/), whether it is good (judge/).
 *
 * To read it: `session.ts` is the line a sheet travels; `running-session.ts` obeys commands; the rest serves them.
 */
import { checkScore, checkTwice } from './checking.ts';
import { conductWorkspace } from './conduct.ts';
import { doctor } from './doctor.ts';
import type { Conductor } from './face.ts';
import { logOf, statusView } from './looking-back.ts';
import { playSession } from './session.ts';
import { testTakes } from './testing.ts';
import { contextOf, explainPart, planView } from './views.ts';

export type * from './face.ts';

export const conductor: Conductor = {
  play: playSession,
  conduct: conductWorkspace,
  check: checkScore,
  checkTwice,
  plan: planView,
  explain: explainPart,
  context: contextOf,
  status: statusView,
  log: logOf,
  test: testTakes,
  doctor,
};
