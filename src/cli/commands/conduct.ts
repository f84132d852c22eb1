import type { Ending } from '../conductor.ts';
import { showFor, type Show } from '../show.ts';
import type { World } from '../world.ts';
import { contradictions, listen, playOptions, refuseArguments, report, type PlayArguments } from './play.ts';

export interface ConductArguments extends PlayArguments {
  readonly once: boolean;
}

/** Plays, then waits for the next save and plays again; with `--once` it comes back after the first session. */
export async function conduct(world: World, given: ConductArguments): Promise<number> {
  const wrong = [
    ...contradictions(given),
    ...(given.json && !given.once
      ? ['`--json` prints one report, so it goes with `--once`; `--jsonl` prints events']
      : []),
  ];
  if (wrong.length > 0) return refuseArguments(world, given.json, wrong);
  const conductor = await world.conductor();
  const show = showFor(world, given);
  let waits = false;
  const interruption = listen(world, show, () => !waits);
  const heard: Pick<Show, 'hear'> = {
    hear: (event) => {
      waits = false;
      show.hear(event);
    },
  };
  const told = new Set<Ending>();
  const tell = (ending: Ending): void => {
    show.rest();
    if (told.has(ending)) return;
    told.add(ending);
    report(world, given, show, ending);
  };
  const ending = await conductor
    .conduct({
      ...playOptions(world, given, heard, interruption.signal),
      once: given.once,
      onEnding: (one) => {
        tell(one);
        waits = !given.once && interruption.code() === undefined;
        if (waits) show.say('waiting for the next save; Ctrl-C ends it');
      },
      confirm: async (question) => {
        show.rest();
        return world.ask === undefined ? false : world.ask(question);
      },
    })
    .finally(() => show.rest());
  interruption.release();
  if (told.size === 0) tell(ending);
  return interruption.code() ?? ending.code;
}
