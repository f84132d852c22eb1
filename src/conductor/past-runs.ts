import { parseAddress, printAddress } from '../base/index.ts';
import { outputsAt, takesOfSession, type PastSession, type RepositoryFacts } from '../record/index.ts';
import type { Looking } from './face.ts';
import { mostOutput, toldOutputs } from './left-by-session.ts';
import type { RunDetails, RunView } from './runs-face.ts';

/** A session that nobody submitted, told as a run is. */
export function viewOfSession({ id, title, state, code, playing }: PastSession): RunView {
  const wasCut = 'it was cut short; playing its sheet again goes on from what was accepted';
  return {
    run_id: id,
    status:
      state === 'playing' ? 'running' : state === 'cut short' ? 'cancelled' : code === 0 ? 'ok' : 'failed',
    ...{ title, session: id, playing },
    ...(code === undefined ? {} : { code }),
    ...(state === 'cut short' ? { reason: wasCut } : {}),
  };
}

/** The outputs of what it played, and not of what it kept; how its ensembles ended was told to whoever played it. */
export async function detailsOfSession(
  session: PastSession,
  facts: RepositoryFacts,
  world: Looking,
): Promise<RunDetails> {
  const { id, commit } = session;
  const view = { ...viewOfSession(session), ensembles: {} };
  if (commit === undefined) return { ...view, outputs: {}, scores: {} };
  const takes = session.takes ?? (await takesOfSession(facts, world, { id, commit }));
  const names = takes.map(({ part }) => parseAddress(part));
  const isOne = new Set(names.map((name) => name?.ensemble)).size === 1;
  const read = await outputsAt(facts, world, commit, takes, mostOutput);
  const left = read.map(({ output }, at) => {
    const name = names[at];
    const whole = name === undefined ? '' : printAddress({ ...name, round: 1 });
    return { node: isOne ? whole.slice(whole.indexOf('/') + 1) : whole, output };
  });
  return { ...view, ...toldOutputs(left) };
}
