import { join } from 'node:path';
import { conductor, type Ending, type LoggedEvent, type RunDetails, type Runs } from '../../../src/conductor/index.ts';
import type { Diagnostic } from '../../../src/base/index.ts';
import type { Rig } from '../rig.ts';

/** The environment of a rig's commands, for what is called in this process. */
export const environmentOf = (rig: Rig): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: join(rig.outside, 'home'),
  LANG: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
});

/** The runs of a rig's workspace, taken up in this process. */
export class RunsOf implements AsyncDisposable {
  readonly runs: Runs;
  readonly endings: Ending[];

  private constructor(runs: Runs, endings: Ending[]) {
    [this.runs, this.endings] = [runs, endings];
  }

  static async in(rig: Rig, more: Partial<Parameters<typeof conductor.runs>[0]> = {}): Promise<RunsOf> {
    const taken = await RunsOf.tryIn(rig, more);
    if ('mistakes' in taken) throw new Error(JSON.stringify(taken.mistakes));
    return taken;
  }

  static async tryIn(
    rig: Rig,
    more: Partial<Parameters<typeof conductor.runs>[0]> = {},
  ): Promise<RunsOf | { readonly mistakes: readonly Diagnostic[] }> {
    const endings: Ending[] = [];
    const taken = await conductor.runs(
      { folder: rig.folder, environment: environmentOf(rig), now: () => new Date(), ...more },
      (ending) => endings.push(ending),
    );
    return 'mistakes' in taken ? taken : new RunsOf(taken.runs, endings);
  }

  async submit(submission: Parameters<Runs['submit']>[0]): Promise<string> {
    const submitted = await this.runs.submit(submission);
    if ('mistakes' in submitted) throw new Error(JSON.stringify(submitted.mistakes));
    return submitted.run.run_id;
  }

  /** The first event of a run from `after` on that is meant. */
  async heard(run: string, isMeant: (one: LoggedEvent) => boolean, after = 0): Promise<LoggedEvent> {
    let last = after;
    for (;;) {
      const more = await this.runs.events.after(last, 1_000, run);
      const found = more.find(isMeant);
      if (found !== undefined) return found;
      last = more.at(-1)?.id ?? last;
      await this.#more(last);
    }
  }

  /** What a run left, once it has ended. */
  async ended(run: string): Promise<RunDetails> {
    await this.heard(run, ({ event }) => event.event === 'session_end');
    const details = await this.runs.read(run);
    if (details === undefined) throw new Error(`there is no run ${run}`);
    return details;
  }

  async #more(after: number): Promise<void> {
    const { events } = this.runs;
    await new Promise<void>((resolve) => {
      const stop = events.onMore(() => {
        stop();
        resolve();
      });
      if (events.newest > after) {
        // What was there already may be another run's.
        setTimeout(() => {
          stop();
          resolve();
        }, 20);
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runs.close();
  }
}
