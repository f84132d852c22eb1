import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256, type Take, type Verdict } from '../base/index.ts';
import { runOnCopy, validationScript, verifyScript } from '../judge/index.ts';
import type { Part } from '../plan/index.ts';
import type { LaidFile, Scratch } from '../players/index.ts';
import { criteriaFor, type Score, type Values } from '../score/index.ts';
import type { ScoreGuard } from './score-guard.ts';

/** Writes each instrument's validation script once a session, when its criteria ask for another text than is on file. */
export class ValidationScripts {
  readonly #folder: string;
  readonly #score: Score;
  readonly #guard: ScoreGuard;
  readonly #environment: { readonly [name: string]: string | undefined };
  readonly #done = new Set<string>();
  /** Criteria that held whatever was damaged: warnings, shown at the end. */
  readonly warnings: string[] = [];

  constructor(options: {
    readonly folder: string;
    readonly score: Score;
    readonly guard: ScoreGuard;
    readonly environment: { readonly [name: string]: string | undefined };
  }) {
    this.#folder = options.folder;
    this.#score = options.score;
    this.#guard = options.guard;
    this.#environment = options.environment;
  }

  /** The script that goes with this take's step; `undefined` where the one on file is right, or there is nothing to judge. */
  async for(
    part: Part,
    taken: {
      readonly take: Take;
      readonly verdict: Verdict;
      readonly values: Values;
      readonly scratch: Scratch | undefined;
      readonly laid: () => Promise<readonly LaidFile[]>;
    },
  ): Promise<{ readonly path: string; readonly text: string } | undefined> {
    const { instrument, id } = part.slot.node;
    if (this.#done.has(id) || taken.verdict.length === 0) return undefined;
    this.#done.add(id);
    const criteria = criteriaFor(this.#score.production, instrument.ensemble, instrument.nickname);
    const script = validationScript(instrument, criteria, this.#score.sheet.file);
    if (script === undefined) return undefined;
    const there = await readFile(join(this.#folder, script.path), 'utf8').catch(() => undefined);
    if (there?.replaceAll('\r\n', '\n') === script.text) return undefined;
    const verified = await this.#verify(script.text, part, taken);
    for (const { criterion, because } of verified.cannotFail) {
      this.warnings.push(`${id}: \`${criterion}\` is a criterion that can't fail: ${because}`);
    }
    if (!verified.passes) {
      this.warnings.push(`${id}: its validation script does not pass on its own take, so it was not written`);
      return undefined;
    }
    this.#guard.expect(script.path, sha256(script.text));
    return script;
  }

  async #verify(
    text: string,
    part: Part,
    { take, values, scratch, laid }: Parameters<ValidationScripts['for']>[1],
  ) {
    const { instrument } = part.slot.node;
    const needsCommands = scratch !== undefined && instrument.checks.some(({ check }) => check === 'run');
    if (!needsCommands) return verifyScript({ text, take, values });
    const around = await laid();
    return verifyScript({
      text,
      take,
      values,
      commands: {
        contentOf: (path) => scratch.contentOf(path),
        run: (words, { timeoutMs }, files) =>
          runOnCopy({
            words,
            timeoutMs,
            files: [...around, ...files],
            ensemble: join(this.#folder, 'ensembles', instrument.ensemble),
            workspace: this.#folder,
            environment: this.#environment,
          }),
      },
    });
  }
}
