/** Who plays, in the order of the tables. */
import { builders } from './builders.mjs';
import { engines, runners } from './engines.mjs';
import { floors } from './floor.mjs';
import { shell } from './shell.mjs';
import { simphony } from './simphony.mjs';

export const contenders = [...simphony, ...shell, ...floors, ...builders, ...runners, ...engines];
