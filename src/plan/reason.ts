import { unreachable, type Address } from '../base/index.ts';
import type { Difference } from './key.ts';

/** Why a part plays or is kept: the very value that was acted upon, printed by `plan` and `explain`. */
export type Reason =
  | { readonly play: 'first_time' }
  | { readonly play: 'key_changed'; readonly changed: readonly Difference[] }
  | { readonly play: 'output_lost'; readonly path: string; readonly how: 'missing' | 'changed' }
  | { readonly play: 'taken_back' }
  | { readonly play: 'sent_back'; readonly by: Address }
  | { readonly play: 'asked_for' }
  /** An understudy's take stands, and a model can be asked. */
  | { readonly play: 'model_is_there' }
  /** The understudy that played the take that stands is not what it was, or is not named any more. */
  | { readonly play: 'understudy_changed' }
  /** Its request was sent in an earlier session, and its end was not seen. */
  | { readonly play: 'goes_on'; readonly from: 'its answer' | 'its status' | 'its request' }
  | { readonly keep: 'same_key' };

/** One sentence, without a full stop and without the word `play` or `keep`. */
export function reasonSentence(reason: Reason): string {
  if ('keep' in reason) return 'nothing that it hears or is made of has changed';
  switch (reason.play) {
    case 'first_time':
      return 'it was never accepted before';
    case 'key_changed':
      return reason.changed.length === 0 ? 'its key changed' : reason.changed.map(differenceWords).join('; ');
    case 'output_lost':
      return `\`${reason.path}\` ${reason.how === 'missing' ? 'is missing' : 'no longer holds what the take left there'}`;
    case 'taken_back':
      return 'its commit was taken back';
    case 'sent_back':
      return `it was sent back by ${reason.by}`;
    case 'goes_on':
      return goesOnWords[reason.from];
    case 'model_is_there':
      return 'a model is there now';
    case 'understudy_changed':
      return 'the understudy that played it changed';
    case 'asked_for':
      return 'it was asked for';
    default:
      return unreachable(reason);
  }
}

const goesOnWords = {
  'its answer': 'its request was sent and answered before, so it goes on from that answer and sends nothing',
  'its status':
    'its request was sent and no answer was seen, so the service is asked before anything is sent',
  'its request':
    'its request was sent and no answer was seen, so it is sent again under the same idempotency key',
};

const several = (names: readonly string[], limit = 3): string =>
  names
    .slice(0, limit)
    .map((name) => `\`${name}\``)
    .join(', ') + (names.length > limit ? ` and ${names.length - limit} more` : '');

function differenceWords({ field, names }: Difference): string {
  switch (field) {
    case 'input.inputs':
      return `what it needs changed: ${several(names)}`;
    case 'input.item':
      return 'its item changed';
    case 'input.sheet':
      return 'the sheet that it hears changed';
    case 'input.flags':
      return 'a flag that it names changed';
    case 'input.production':
      return 'the notes or constraints of production.md that it hears changed';
    case 'input.handoff':
      return 'the handoff lines that it hears changed';
    case 'input.record':
      return 'the record that it hears changed';
    case 'input.seed':
      return 'its seed changed';
    case 'input.round':
      return 'its round changed';
    case 'input.probe':
      return 'what its probe says changed';
    case 'named':
      return `what its expressions name changed: ${several(names)}`;
    case 'instrument':
      return 'the front matter of its instrument changed';
    case 'text':
      return 'the text of its instrument changed';
    case 'code':
      return `its code changed: ${several(names)}`;
    case 'reads':
      return `what it reads changed: ${several(names)}`;
    case 'files':
      return `files of the takes it needs changed: ${several(names)}`;
    case 'ensemble':
      return 'the text of its ensemble changed';
    case 'limits':
      return `how much it may be sent changed: ${several(names)}`;
    case 'synth':
      return 'what renders sounds changed';
    case 'criteria':
      return 'the criteria on its takes changed';
    default:
      return `\`${field}\` changed`;
  }
}
