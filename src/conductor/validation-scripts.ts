import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sha256, type Take } from '../base/index.ts';
import { runOnCopy, scriptPlaces, scriptVerifier, validationScript } from '../judge/index.ts';
import type { Part } from '../plan/index.ts';
import type { LaidFile, Scratch } from '../players/index.ts';
import { criteriaOn, type Score, type Values } from '../score/index.ts';
import type { ScoreGuard } from './score-guard.ts';

type Script = { readonly path: string; readonly text: string };

/** A take that was just accepted, with what is needed to damage copies of it. */
interface Taken {
  readonly take: Take;
  readonly values: Values;
  readonly scratch: Scratch | undefined;
  readonly laid: () => Promise<readonly LaidFile[]>;
}

/** Writes each instrument's validation script once a session, when its criteria ask for another text than is on file. */
export class ValidationScripts {
  readonly #folder: string;
  readonly #score: Score;
  readonly #guard: ScoreGuard;
  readonly #environment: { readonly [name: string]: string | undefined };
  readonly #verifyScript = scriptVerifier();
  /** What lies in a folder of scripts when it is first asked for; names in small letters, as some file systems have it. */
  readonly #there = new Map<string, ReadonlySet<string>>();
  readonly #made = new Map<string, Promise<Script | undefined>>();
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

  /**
   * The script that goes with this take's step; `undefined` where the one on file is right, or nothing is judged.
   * It goes with every step of its instrument: whichever is first on the branch brings it, and only that one changes it.
   */
  for(part: Part, taken: Taken): Promise<Script | undefined> {
    const { id, instrument, loop, regions } = part.slot.node;
    // One take is all that it brings.
    if (instrument.each === undefined && loop === undefined && regions.length === 0)
      return this.#make(part, taken);
    const made = this.#made.get(id) ?? this.#make(part, taken);
    this.#made.set(id, made);
    return made;
  }

  async #make(part: Part, taken: Taken): Promise<Script | undefined> {
    const { instrument, id } = part.slot.node;
    const criteria = criteriaOn(this.#score.production, instrument.ensemble, instrument.nickname);
    const instruments = this.#score.ensembles.get(instrument.ensemble)?.instruments.size ?? 0;
    const script = validationScript(instrument, criteria, this.#score.sheet.file, instruments);
    if (script === undefined) return undefined;
    // Where it lies it stays until the closing commit, as a kept take does.
    const there = scriptPlaces(instrument).flatMap(
      (path) => this.#onFile(path)?.replaceAll('\r\n', '\n') ?? [],
    );
    if (there.includes(script.text)) return undefined;
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

  /**
   * At once: asking another thread for a small file takes longer than reading it. A session that plays thousands of new
   * instruments doesn't look for each of their files.
   */
  #onFile(path: string): string | undefined {
    const folder = dirname(path);
    const names = this.#there.get(folder) ?? namesIn(join(this.#folder, folder));
    this.#there.set(folder, names);
    return names.has(basename(path).toLowerCase()) ? textAt(join(this.#folder, path)) : undefined;
  }

  async #verify(text: string, part: Part, { take, values, scratch, laid }: Taken) {
    const { instrument } = part.slot.node;
    const needsCommands = scratch !== undefined && instrument.checks.some(({ check }) => check === 'run');
    if (!needsCommands) return this.#verifyScript({ text, take, values });
    const around = await laid();
    return this.#verifyScript({
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

function namesIn(folder: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(folder).map((name) => name.toLowerCase()));
  } catch {
    return new Set();
  }
}

function textAt(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
