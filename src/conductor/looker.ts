import { withoutSummary } from '../base/index.ts';
import type { Look, Looked } from '../plan/index.ts';
import type { SessionRecord } from '../record/index.ts';
import { Gate } from './gate.ts';
import { probe } from './probe.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

/** Looks that are answered at the same time: each reads files, and a plan may ask for ten thousand at once. */
const looksAtOnce = 16;

/** Finds out what a part's key hangs on in the world, and what is left of its last take. Starts nothing but probes. */
export class Looker {
  readonly #files: WorkspaceFiles;
  readonly #record: SessionRecord;
  readonly #folder: string;
  readonly #environment: { readonly [name: string]: string | undefined };
  readonly #startsNothing: boolean;
  readonly #mineStands: boolean;
  readonly #bringsBack: boolean;
  readonly #announce: () => void;
  readonly #heard: (words: readonly string[], said: string | null) => void;
  readonly #gate = new Gate(looksAtOnce);
  readonly #probes = new Map<string, Promise<string | null>>();

  constructor(options: {
    readonly files: WorkspaceFiles;
    readonly record: SessionRecord;
    readonly folder: string;
    readonly environment: { readonly [name: string]: string | undefined };
    /** `explain` and `context` start nothing of the workspace, not even a probe. */
    readonly startsNothing?: boolean;
    /** `--take-mine`: what a person made of a take's file is no reason to play again. */
    readonly mineStands?: boolean;
    /** A file of a take that no commit holds, and that is gone, is laid down again from the cache. */
    readonly bringsBack?: boolean;
    /** Called before the first probe starts. */
    readonly announce?: () => void;
    /** Told what each probe said. */
    readonly heard?: (words: readonly string[], said: string | null) => void;
  }) {
    this.#files = options.files;
    this.#record = options.record;
    this.#folder = options.folder;
    this.#environment = options.environment;
    this.#startsNothing = options.startsNothing ?? false;
    this.#mineStands = options.mineStands ?? false;
    this.#bringsBack = options.bringsBack ?? false;
    this.#announce = options.announce ?? (() => {});
    this.#heard = options.heard ?? (() => {});
  }

  lookAt(look: Look): Promise<Looked> {
    return this.#gate.pass(() => this.#lookAt(look));
  }

  async #lookAt(look: Look): Promise<Looked> {
    const reads = new Map((await this.#files.read(look)).map(({ path, sha256 }) => [path, sha256]));
    const probe = await this.#askProbe(look);
    if (look.before === undefined) return { reads, ...probe };
    const output = await this.#record.outputOf(look.before.take);
    const { take } = look.before;
    const own = { path: take.takePath, sha256: take.takeSha256 };
    const changed =
      output === undefined && (await this.#record.compare([own])).get(own.path) === 'changed'
        ? { path: own.path, how: 'changed' as const }
        : undefined;
    const lost = changed ?? (await this.#lost(look.before));
    return {
      reads,
      ...probe,
      before: {
        output: output === undefined ? undefined : withoutSummary(output),
        ...(lost === undefined ? {} : { lost }),
      },
    };
  }

  async #askProbe({ probe: words }: Look): Promise<Pick<Looked, 'probe' | 'probeNotAsked'>> {
    if (words === undefined) return { probe: null };
    return this.#startsNothing ? { probe: null, probeNotAsked: true } : { probe: await this.#probe(words) };
  }

  /** The first file that holds none of what may stand there. */
  async #lost({
    take,
    compare,
  }: NonNullable<Look['before']>): Promise<
    { readonly path: string; readonly how: 'missing' | 'changed' } | undefined
  > {
    const states = await this.#record.compare(compare);
    for (const { path, sha256, or } of compare) {
      const how = states.get(path) ?? 'missing';
      if (how === 'same' || (how === 'changed' && this.#mineStands)) continue;
      if (how === 'missing') {
        const executable = take.files.find((file) => file.path === path)?.executable === true;
        if (await this.#record.inCache({ path, sha256, executable }, { bringBack: this.#bringsBack }))
          continue;
        return { path, how };
      }
      const others = await Promise.all(or.map((other) => this.#record.compare([{ path, sha256: other }])));
      if (!others.some((states) => states.get(path) === 'same')) return { path, how };
    }
    return undefined;
  }

  /** The same words are asked once in a session. */
  #probe(words: readonly string[]): Promise<string | null> {
    const name = JSON.stringify(words);
    if (this.#probes.size === 0) this.#announce();
    const before = this.#probes.get(name);
    if (before !== undefined) return before;
    const asked = probe(words, this.#folder, this.#environment).then((said) => {
      this.#heard(words, said);
      return said;
    });
    this.#probes.set(name, asked);
    return asked;
  }
}
