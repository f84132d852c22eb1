import { hasMistakes } from '../base/index.ts';
import { availabilityOf } from '../players/index.ts';
import { repositoryFindings } from '../record/index.ts';
import { readScore } from '../score/index.ts';
import type { Finding, PlayOptions } from './face.ts';

/** Everything that may be in the way of a session, before anything is played. Starts nothing of the workspace. */
export async function doctor(
  folder: string,
  environment: PlayOptions['environment'],
): Promise<readonly Finding[]> {
  const repository = await repositoryFindings(folder, { environment, now: () => new Date() });
  return [...repository, ...(await scoreFindings(folder, environment))];
}

async function scoreFindings(folder: string, environment: PlayOptions['environment']): Promise<Finding[]> {
  const { score, diagnostics } = await readScore(folder);
  if (score === undefined || hasMistakes(diagnostics)) {
    return [
      {
        subject: 'score',
        state: 'bad',
        message: `${diagnostics.length} ${diagnostics.length === 1 ? 'mistake' : 'mistakes'}`,
        help: 'simphony check',
      },
    ];
  }
  const found: Finding[] = [{ subject: 'score', state: 'good', message: 'no mistakes' }];
  for (const { instruments } of score.ensembles.values()) {
    for (const instrument of instruments.values()) {
      const available = availabilityOf(instrument, folder, environment);
      if (available === 'yes' || available === 'cannot be said') continue;
      found.push({
        subject: `${instrument.ensemble}/${instrument.nickname}`,
        state: 'bad',
        message: available.missing,
        help: available.instead,
      });
    }
  }
  return found;
}
