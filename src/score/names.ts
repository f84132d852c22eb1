import type { Diagnostic, Span } from '../base/index.ts';
import type { NameFault } from './mistake.ts';
import { reservedNames } from './reserved-names.ts';
import { diagnose } from './wording.ts';

const form = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

/** Names that Windows keeps for devices, whatever the ending of the file. */
const device = /^(con|prn|aux|nul|conin|conout|clock|com\d|lpt\d)$/i;

/** Files and authors of Simphony's own; compared ignoring case, since file systems do. */
const own: ReadonlySet<string> = new Set(['ensemble', 'readme', 'debate', 'conductor', 'orchestrator']);

/** `Sheet` beside `sheet` would be one name too many; compared as names are unique, ignoring case. */
const reserved: ReadonlySet<string> = new Set([...reservedNames].map((name) => name.toLowerCase()));

/** Why an ensemble, an instrument or a role can't have this name (design, Names); `undefined` where it can. */
export function faultOf(name: string): NameFault | undefined {
  if (name === '') return 'empty';
  if (device.test(name)) return 'device';
  if (own.has(name.toLowerCase())) return 'taken';
  if (reserved.has(name.toLowerCase())) return 'reserved';
  if (form.test(name)) return undefined;
  if (!/^[A-Za-z]/.test(name)) return 'first';
  return /^[A-Za-z0-9_-]+$/.test(name) ? 'long' : 'characters';
}

/** Names that can't be, and names that differ by case alone. `of` is a noun phrase: `an instrument`. */
export function checkNames(
  named: readonly { readonly name: string; readonly at: Span }[],
  of: string,
  found: Diagnostic[],
): void {
  const seen = new Map<string, string>();
  for (const { name, at } of named) {
    const because = faultOf(name);
    const other = seen.get(name.toLowerCase());
    if (because !== undefined) found.push(diagnose(at, { mistake: 'bad_name', name, of, because }));
    else if (other !== undefined) found.push(diagnose(at, { mistake: 'same_name', name, of, other }));
    seen.set(name.toLowerCase(), other ?? name);
  }
}

/** A name that an expression can say as it is; any other is read through `inputs["…"]`. */
export const isIdentifier = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

/** A name of an input: it also names a folder, `inputs/<name>/`. */
export const isInputName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_-]{0,39}$/.test(name);

/** Flat, with dots: `render.enabled`. */
export const isFlagName = (name: string): boolean =>
  name.length <= 80 && /^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/.test(name);
