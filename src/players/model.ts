import type { ModelPerformer } from '../score/index.ts';
import type { Company } from './attempt.ts';
import type { Played, Stage } from './stage.ts';
import { playModule } from './module.ts';

/** Plays a model's part: the model itself, or the understudy in its place. */
export async function playModel(performer: ModelPerformer, stage: Stage, company: Company): Promise<Played> {
  const { understudy } = performer;
  if (stage.request.model?.plays === 'its understudy' && understudy !== undefined) {
    const played = await playModule({ kind: 'module', path: understudy.path }, stage, company.pool);
    return played.played === 'output'
      ? { ...played, by: { player: `understudy ${understudy.path}`, understudy: understudy.path } }
      : played;
  }
  throw new Error('no model plays yet');
}
