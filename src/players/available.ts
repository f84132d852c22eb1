import { join } from 'node:path';
import { unreachable } from '../base/index.ts';
import { modelOf, type Instrument, type ModelPerformer } from '../score/index.ts';
import { endpointOf } from './model/endpoint.ts';
import { findProgram, resolveWord } from './program.ts';
import { startSentence } from './wording.ts';

export type Available = 'yes' | { readonly missing: string; readonly instead: string };

/**
 * Whether this machine has what an instrument needs to play, without playing it: for `doctor`. `cannot be said` where
 * the first word of its command hangs on a value.
 */
export function availabilityOf(
  instrument: Instrument,
  workspace: string,
  environment: { readonly [name: string]: string | undefined },
): Available | 'cannot be said' {
  const { performer, ensemble, env } = instrument;
  const unset = env.find((name) => environment[name] === undefined);
  if (unset !== undefined)
    return { missing: `the variable ${unset} is not set`, instead: `export ${unset}=… before playing` };
  switch (performer.kind) {
    case 'module':
    case 'service':
      return 'yes';
    case 'command': {
      const [first] = performer.words;
      const [word, ...more] = first?.pieces ?? [];
      if (typeof word !== 'string' || more.length > 0) return 'cannot be said';
      const folder = join(workspace, 'ensembles', ensemble);
      const bins = [folder, workspace].map((place) => join(place, 'node_modules', '.bin'));
      const found = findProgram(resolveWord(word, folder), workspace, {
        PATH: [...bins, environment['PATH'] ?? ''].join(':'),
      });
      if ('program' in found) return 'yes';
      return { missing: startSentence(found.because), instead: 'install it, or change `command`' };
    }
    case 'dsp':
    case 'model': {
      const model = modelOf(instrument);
      return model === undefined ? 'yes' : canAsk(model, environment);
    }
    default:
      return unreachable(performer);
  }
}

function canAsk(
  { models, understudy }: ModelPerformer,
  environment: { readonly [name: string]: string | undefined },
): Available {
  const endpoints = models.map((model) => endpointOf(model, environment));
  const [first] = endpoints;
  if (first === undefined || !('unset' in first) || understudy !== undefined) return 'yes';
  if (endpoints.some((endpoint) => !('unset' in endpoint))) return 'yes';
  return {
    missing: `the variable ${first.unset} is not set`,
    instead: `export ${first.unset}=… before playing, or name an \`understudy\``,
  };
}
