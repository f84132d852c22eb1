import { hasMistakes } from '../base/index.ts';
import { availabilityOf, endpointOf } from '../players/index.ts';
import { repositoryFindings } from '../record/index.ts';
import { modelOf, readScore, type Model, type Score } from '../score/index.ts';
import type { Finding, PlayOptions } from './face.ts';
import { sandboxFindings } from './sandbox-findings.ts';

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
  const found: Finding[] = [
    { subject: 'score', state: 'good', message: 'no mistakes' },
    ...modelFindings(score, environment),
    ...(await sandboxFindings(score, environment)),
  ];
  for (const { instruments } of score.ensembles.values()) {
    for (const instrument of instruments.values()) {
      const available = availabilityOf(instrument, folder, environment);
      if (available === 'yes' || available === 'cannot be said') continue;
      found.push({
        subject: `${instrument.ensemble}/${instrument.nickname}`,
        // what plays only under a condition may never have to
        state: instrument.when === undefined ? 'bad' : 'notice',
        message: available.missing,
        help: available.instead,
      });
    }
  }
  return found;
}

/** Models that instruments name, and with which variable each can be asked. Nothing is tried over the network. */
function modelFindings(score: Score, environment: PlayOptions['environment']): Finding[] {
  const models = new Map<string, Model>();
  for (const { instruments } of score.ensembles.values())
    for (const instrument of instruments.values())
      for (const model of modelOf(instrument)?.models ?? []) models.set(model.name, model);
  return [...models.values()].map((model) => {
    const endpoint = endpointOf(model, environment);
    const subject = `model ${model.name}${model.id === model.name ? '' : ` (${model.id})`}`;
    if ('unset' in endpoint)
      return {
        subject,
        state: 'notice',
        message: `cannot be asked: the variable ${endpoint.unset} is not set`,
        help: 'understudies play in its place where instruments name one',
      };
    if ('unusable' in endpoint)
      return {
        subject,
        state: 'bad',
        message: `cannot be asked: ${endpoint.unusable} cannot be used: ${endpoint.because}`,
        help: `set ${endpoint.unusable} anew`,
      };
    const key = endpoint.key === undefined ? 'without a key' : `with the key in ${endpoint.key.variable}`;
    return { subject, state: 'good', message: `can be asked at ${originOf(endpoint.url)} ${key}; not tried` };
  });
}

/** Without what may be secret in an address. */
const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : 'its address');
