import type { NodeType } from '../node-type.ts';
import { controls } from './control.ts';
import { effects } from './effects.ts';
import { envelopes } from './envelopes.ts';
import { filters } from './filters.ts';
import { joinings } from './joining.ts';
import { noises } from './noises.ts';
import { sources } from './sources.ts';
import { spaces } from './spaces.ts';

const known = {
  ...sources,
  ...noises,
  ...filters,
  ...envelopes,
  ...controls,
  ...effects,
  ...spaces,
  ...joinings,
};

export type TypeName = keyof typeof known;

/** Every type of node of version 1, in the order in which the docs list them. */
export const catalog: { readonly [name in TypeName]: NodeType } = known;

export const typeNames = Object.keys(catalog) as readonly TypeName[];

export const isTypeName = (name: string): name is TypeName => Object.hasOwn(catalog, name);
