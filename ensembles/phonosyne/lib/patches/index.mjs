/** Every voice by its name. */
import { airy } from './airy.mjs';
import { driven } from './driven.mjs';
import { flowing } from './flowing.mjs';
import { grainy } from './grainy.mjs';
import { held } from './held.mjs';
import { struck } from './struck.mjs';
import { worn } from './worn.mjs';

export const patches = { ...held, ...flowing, ...struck, ...driven, ...airy, ...grainy, ...worn };
