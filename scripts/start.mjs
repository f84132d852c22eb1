/** `npm start`: the built command. Where installing built nothing (`ignore-scripts`), it is built first. */
import { existsSync } from 'node:fs';

const program = new URL('../dist/simphony.js', import.meta.url);
if (!existsSync(program)) await import('./build.mjs');
await import(program.href);
