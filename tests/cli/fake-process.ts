/**
 * The real command with a fake Conductor, as a process of its own: what signals, pipes and terminals do to it can't be
 * seen from within. A line on stdin says go on; FAKE_SCENARIO says what the fake does.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { PlayOptions } from '../../src/cli/conductor.ts';
import { flushed, processWorld } from '../../src/cli/process-world.ts';
import { run } from '../../src/cli/run.ts';
import { ending, event, fakeConductor, report } from './fake-conductor.ts';

async function play({ onEvent, signal }: PlayOptions) {
  switch (process.env['FAKE_SCENARIO']) {
    case 'many events':
      for (let at = 0; at < 20_000; at++) onEvent(event('progress', 'a', { share: at / 20_000 }));
      return ending();
    case 'deaf':
      // an instrument that nothing ends: only the second signal helps
      onEvent(event('start', 'a'));
      return new Promise<never>(() => setInterval(() => undefined, 1000));
    case 'live': {
      const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
      onEvent(event('session_start', '', { message: 'Tides', known: 3, ended: 0 }));
      onEvent(event('start', 'surveyor'));
      onEvent(event('start', 'digest[a]', { items: 2 }));
      await lines.next();
      onEvent(event('take_accepted', 'surveyor', { verdict: '7 held', known: 3, ended: 1 }));
      onEvent(event('take_accepted', 'digest[a]', { verdict: '1 held', known: 3, ended: 2, items: 2 }));
      await lines.next();
      onEvent(event('take_accepted', 'digest[b]', { verdict: '1 held', known: 3, ended: 3, items: 2 }));
      process.stdin.destroy();
      return ending();
    }
    default: {
      const alive = setInterval(() => undefined, 1000);
      onEvent(event('start', 'a'));
      if (!signal.aborted) await once(signal, 'abort');
      clearInterval(alive);
      onEvent(event('take_accepted', 'a', { message: 'committed after the signal' }));
      return ending({ code: 130, report: report({ status: 'error', reason: 'interrupted' }) });
    }
  }
}

const world = { ...processWorld(), conductor: async () => fakeConductor({ play }) };
const code = await run(process.argv.slice(2), world);
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit(code);
