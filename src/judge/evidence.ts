import type { Json } from '../base/index.ts';

/** Characters of evidence that one criterion may have: it goes into feedback, prompts and the terminal. */
const evidenceLimit = 600;
/** Characters of one value inside evidence. */
const valueLimit = 80;

/** Cut to `limit` UTF-16 units, never inside a surrogate pair, with a mark where something was left out. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

export const bounded = (evidence: string): string => shortened(evidence, evidenceLimit);

/** A value as evidence shows it: JSON, cut; a long array or object by its size, since its beginning says little. */
export function shown(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value) && value.length > 5) return `an array of ${value.length}`;
  const text = JSON.stringify(value);
  if (text.length <= valueLimit) return text;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `an object of ${Object.keys(value).length} members`;
  return shortened(text, valueLimit);
}

/** The first `most` of a list, then how many more there are. */
export function listed(entries: readonly string[], most: number): string {
  const rest = entries.length - most;
  return rest > 0 ? `${entries.slice(0, most).join('; ')}; and ${rest} more` : entries.join('; ');
}
