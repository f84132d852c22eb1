/**
 * Played in a process of its own, which the test kills: `node taken-up.mjs <workspace> [<title> <ensemble>]…` takes up the
 * runs of a workspace, submits sheets, and prints a line for each run, each event and each change of the disk. A run is
 * cancelled when the node begins that CANCEL_AT names.
 */
import { writeSync } from 'node:fs';
import { conductor } from '../../../src/conductor/index.ts';
import { plainDisk, type Disk } from '../../../src/record/index.ts';
import { sheet } from './workspace.ts';

const [folder = '', ...wanted] = process.argv.slice(2);
const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);
const disk: Disk = {
  ...plainDisk,
  async change(what, _paths, work) {
    const done = await work();
    say({ changed: what });
    return done;
  },
};
const taken = await conductor.runs({ folder, environment: process.env, now: () => new Date(), disk });
if ('mistakes' in taken) throw new Error(JSON.stringify(taken.mistakes));
const { runs } = taken;
let last = runs.events.newest;
let reading: Promise<void> = Promise.resolve();
const tell = (): void => {
  reading = reading.then(async () => {
    for (const { id, event } of await runs.events.after(last, 1_000)) {
      last = id;
      say({ id, event: event.event, node: event.node });
      if (event.event !== 'start' || event.node !== process.env['CANCEL_AT']) continue;
      await runs.cancel(event.run_id);
      say({ cancelled: true });
    }
  });
};
runs.events.onMore(tell);
for (let at = 0; at + 1 < wanted.length; at += 2) {
  const submitted = await runs.submit({ sheet: sheet(wanted[at] ?? '', wanted[at + 1]) });
  say('run' in submitted ? { submitted: submitted.run.run_id } : submitted);
}
setInterval(() => {}, 1_000);
