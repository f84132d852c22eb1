import type { Diagnostic } from '../base/index.ts';
import { modelOf, type Instrument, type Model, type ModelPerformer } from '../score/index.ts';
import type { Node } from './graph.ts';
import type { Part } from './part.ts';
import type { Plan } from './plan.ts';

/** What can be asked to play models' parts, on this machine and in this session. */
export interface AtHand {
  /** Whether a model can be asked: it has an endpoint, and the key that goes there. Absent: none can. */
  readonly models?: (model: Model) => boolean;
  /** `--understudies`: they play although a model could be asked. */
  readonly understudies?: boolean;
  /** Version of what renders sounds: raised where the same graph or program gives other bytes. */
  readonly synth?: string;
}

/** `what it wrote`: the program that a model wrote before is rendered again, and nobody is asked. */
export type WhoPlays = 'itself' | 'its understudy' | 'nobody' | 'what it wrote';

/** Who plays an instrument if it plays. An instrument without a model always plays itself. */
export function whoPlays(
  instrument: Pick<Instrument, 'performer'>,
  atHand: AtHand,
): Exclude<WhoPlays, 'what it wrote'> {
  const model = modelOf(instrument);
  if (model === undefined) return 'itself';
  const { models = () => false, understudies = false } = atHand;
  if (!understudies && model.models.some(models)) return 'itself';
  return model.understudy === undefined ? 'nobody' : 'its understudy';
}

/** Whether the plan has an instrument that nobody can play: only then `playerless` can have anything to say. */
export const mayLackPlayers = (plan: Plan): boolean =>
  [...plan.graph.nodes.values()].some(({ instrument }) => whoPlays(instrument, plan.atHand) === 'nobody');

/**
 * Instruments that are to play and that nobody can play; asked once all that can be looked at without playing was
 * looked at, and before anything is played. A part that is kept or skipped needs nobody. One whose key hangs on a take
 * still to come may be kept where a take of its instrument stands, and is let through: if it plays, it fails.
 */
export function playerless(plan: Plan): readonly Diagnostic[] {
  return [...plan.graph.nodes.values()].flatMap((node) => {
    const { id, instrument } = node;
    const model = modelOf(instrument);
    if (model === undefined || whoPlays(instrument, plan.atHand) !== 'nobody') return [];
    return wantsPlayer(node, plan) ? [nobodyPlays(id, model, plan.atHand)] : [];
  });
}

function wantsPlayer(node: Node, plan: Plan): boolean {
  const slots = [...plan.slots.all].filter((slot) => slot.node.id === node.id);
  const stillWants = (part: Part): boolean =>
    part.state !== 'ended' && part.decided?.plays !== 'what it wrote';
  if (slots.some(({ parts }) => parts.some((part) => part.state === 'playing' && stillWants(part))))
    return true;
  if (plan.mayKeep(node)) return false;
  // Of a loop, whoever has no first pass has no slot before the second round.
  if (slots.length === 0) return node.loop === undefined || plan.slots.loops.get(node.loop)?.ended !== true;
  return slots.some(({ expanded, parts }) => !expanded || parts.some(stillWants));
}

/** Why nobody plays it, without its name: also how a part ends that turns out to play. */
export function nobodyBecause({ models }: ModelPerformer, { understudies }: AtHand): string {
  if (understudies === true) return 'it names no understudy, and only understudies play';
  const [first] = models;
  const named = models.map(({ name }) => `\`${name}\``).join(' or ');
  const id = models.length === 1 && first !== undefined && first.id !== first.name ? ` (${first.id})` : '';
  return `the model ${named}${id} cannot be asked here, and it names no understudy`;
}

/** The variables that would let a model be asked, in the order of preference. */
const variablesOf = ({ models }: ModelPerformer): readonly string[] => [
  ...new Set(
    models.flatMap(({ baseUrl, keyName }) => keyName ?? (baseUrl === undefined ? 'ANTHROPIC_API_KEY' : [])),
  ),
];

function nobodyPlays(id: string, performer: ModelPerformer, atHand: AtHand): Diagnostic {
  const variables = variablesOf(performer).join(' or ');
  const script = 'name a script that plays in its place with `understudy:`';
  return {
    code: 'nobody_plays',
    severity: 'mistake',
    message: `nobody can play \`${id}\`: ${nobodyBecause(performer, atHand)}`,
    at: performer.at,
    help:
      atHand.understudies === true
        ? `${script}, or play without \`--understudies\``
        : variables === ''
          ? script
          : `set ${variables}, or ${script}`,
  };
}
