import { testPython } from '../players/index.ts';
import type { Instrument, Score } from '../score/index.ts';
import type { Finding, PlayOptions } from './face.ts';

/**
 * Whether this machine can hold what the score wants held: scripts that ask for a sandbox, and programs in Python.
 * Starts programs of Simphony's own, inside, that try what a hostile one would, and nothing of the workspace.
 */
export async function sandboxFindings(
  score: Score,
  environment: PlayOptions['environment'],
): Promise<Finding[]> {
  const instruments = [...score.ensembles.values()].flatMap((one) => [...one.instruments.values()]);
  const asking = instruments.filter(({ sandbox }) => sandbox !== undefined);
  const python = instruments.filter(playsPython);
  const wanted = [...asking, ...python].map(({ ensemble, nickname }) => `${ensemble}/${nickname}`);
  const isNeeded = wanted.length > 0 && score.concerto.sandbox === 'required';
  const { level, refusal } = await testPython({
    path: environment['PATH'] ?? '',
    sandbox: score.concerto.sandbox,
  });
  const found: Finding =
    level.level === 'sandbox'
      ? { subject: 'sandbox', state: 'good', message: `holds: ${level.held.join(', ')} (${level.by})` }
      : {
          subject: 'sandbox',
          state: isNeeded ? 'bad' : 'notice',
          message: `there is none: ${level.because}${wanted.length === 0 ? '' : `; asked for by ${listed(wanted)}`}`,
          help: level.instead,
        };
  if (python.length === 0 || refusal === undefined || level.level !== 'sandbox') return [found];
  return [found, { subject: 'python', state: 'bad', message: refusal.because, help: refusal.instead }];
}

const playsPython = ({ performer }: Instrument): boolean =>
  performer.kind === 'dsp' && performer.source.from !== 'graph' && performer.source.language === 'python';

/** The first few of them. */
const listed = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
