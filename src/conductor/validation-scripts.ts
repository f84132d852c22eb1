import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256, type Take, type Verdict } from '../base/index.ts';
import { validationScript, verifyScript } from '../judge/index.ts';
import type { Part } from '../plan/index.ts';
import { criteriaFor, type Score, type Values } from '../score/index.ts';
import type { ScoreGuard } from './score-guard.ts';

/** Writes each instrument's validation script once a session, when its criteria ask for another text than is on file. */
export class ValidationScripts {
  readonly #folder: string;
  readonly #score: Score;
  readonly #guard: ScoreGuard;
  readonly #done = new Set<string>();
  /** Criteria that held whatever was damaged: warnings, shown at the end. */
  readonly warnings: string[] = [];

  constructor(folder: string, score: Score, guard: ScoreGuard) {
    this.#folder = folder;
    this.#score = score;
    this.#guard = guard;
  }

  /** The script that goes with this take's step; `undefined` where the one on file is right, or there is nothing to judge. */
  async for(
    part: Part,
    take: Take,
    verdict: Verdict,
    values: Values,
  ): Promise<{ readonly path: string; readonly text: string } | undefined> {
    const { instrument } = part.slot.node;
    const { id } = part.slot.node;
    if (this.#done.has(id) || verdict.length === 0) return undefined;
    this.#done.add(id);
    const criteria = criteriaFor(this.#score.production, instrument.ensemble, instrument.nickname);
    const script = validationScript(instrument, criteria);
    if (script === undefined) return undefined;
    const verified = verifyScript({ text: script.text, take, values });
    for (const { criterion, because } of verified.cannotFail) {
      this.warnings.push(`${id}: \`${criterion}\` is a criterion that can't fail: ${because}`);
    }
    if (!verified.passes) {
      this.warnings.push(`${id}: its validation script does not pass on its own take, so it was not written`);
      return undefined;
    }
    const there = await readFile(join(this.#folder, script.path), 'utf8').catch(() => undefined);
    if (there?.replaceAll('\r\n', '\n') === script.text) return undefined;
    this.#guard.expect(script.path, sha256(script.text));
    return script;
  }
}
