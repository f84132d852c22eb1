import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runValidationScripts } from '../judge/index.ts';
import { findSimphony } from '../players/index.ts';
import type { PlayOptions, TestsView } from './face.ts';

/** Runs every validation script under tests/takes/ on the committed takes. */
export function testTakes(folder: string, environment: PlayOptions['environment']): Promise<TestsView> {
  return runValidationScripts(folder, {
    validate: pathToFileURL(join(findSimphony().folder, 'dist', 'validate.js')),
    environment,
  });
}
