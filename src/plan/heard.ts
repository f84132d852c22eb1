import type { Json, JsonObject, Sha256 } from '../base/index.ts';
import type { Part, PartEnding, Slot } from './part.ts';

/** The sentence that stands for a part which brought nothing, in the list that a `?` need hears. */
export function becauseOf(ending: PartEnding): string {
  switch (ending.ended) {
    case 'failed':
    case 'skipped':
    case 'uncertain':
      return ending.because;
    case 'blocked':
      return `blocked by ${ending.by}`;
    default:
      return '';
  }
}

export const standingOf = (part: Part | undefined) =>
  part?.ending?.ended === 'accepted' || part?.ending?.ended === 'kept' ? part.ending.standing : undefined;

export const digestsOfFiles = (
  part: Part,
): readonly { readonly path: string; readonly size: number; readonly sha256: Sha256 }[] =>
  (standingOf(part)?.accepted.files ?? []).map(({ path, size, sha256 }) => ({ path, size, sha256 }));

/** One entry of what a fan-out brought: an array of these, in item order, is what its needer hears. */
export function entryOf(part: Part): JsonObject {
  const standing = standingOf(part);
  return {
    id: part.item?.id ?? '',
    item: part.item?.value ?? null,
    output: standing?.output ?? null,
    files: digestsOfFiles(part),
    ...(part.ending !== undefined && brokeOff(part) ? { failed: becauseOf(part.ending) } : {}),
    ...triedOf(part),
  };
}

/** How often it was tried before it failed, and in which round, where that is not the first. */
function triedOf({ ending, name: { round } }: Part): JsonObject {
  if (ending?.ended !== 'failed' || ending.iters === undefined) return {};
  return { attempts: ending.iters, ...(round > 1 ? { round } : {}) };
}

/** What whoever needs this slot hears: an output, the array of a fan-out, or null where it was skipped or failed as a whole. */
export function valueOf(slot: Slot | undefined): Json {
  if (slot === undefined || slot.skipped || slot.stopped !== undefined) return null;
  if (slot.node.instrument.each !== undefined) return slot.parts.map(entryOf);
  return standingOf(slot.parts[0])?.output ?? null;
}

/** A slot blocks those who need it without a question mark when any of its parts failed or was blocked. */
export function failureOf(slot: Slot | undefined): Part | undefined {
  return slot?.parts.find(brokeOff);
}

/** It brought nothing, and not because a person said so. */
export const brokeOff = ({ ending }: Part): boolean =>
  ending?.ended === 'failed' || ending?.ended === 'blocked' || ending?.ended === 'uncertain';
