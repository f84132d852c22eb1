import { AskedGit, GitEnded, oneLine } from './asked-git.ts';
import type { Repository } from './repository.ts';

/** Milliseconds after which another process is started: git takes the time of a reflog's lines once for each. */
const freshFor = 30_000;

/** Moves a ref by compare-and-swap through a `git update-ref` that lives for many moves (git-update-ref(1)). */
export class Branch {
  readonly #repository: Repository;
  #git: AskedGit<string> | undefined;
  #since = 0;

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** `undefined` where it moved; else why git refused. `ref` is null on a detached HEAD. */
  async move(
    ref: string | null,
    from: string | undefined,
    to: string,
  ): Promise<{ readonly because: string; readonly killed: boolean } | undefined> {
    if (performance.now() - this.#since > freshFor) await this.close();
    const old = from ?? this.#repository.noObject;
    const lines = ref === null ? `option no-deref\nupdate HEAD ${to} ${old}` : `update ${ref} ${to} ${old}`;
    if (this.#git === undefined) [this.#git, this.#since] = [this.#start(), performance.now()];
    const git = this.#git;
    try {
      await this.#repository.disk.change('git update-ref', [], () => git.ask(`start\n${lines}\ncommit\n`, 2));
      return undefined;
    } catch (error) {
      if (!(error instanceof GitEnded)) throw error;
      return error;
    }
  }

  #start(): AskedGit<string> {
    const { facts, environment } = this.#repository;
    return new AskedGit(
      {
        folder: facts.top,
        environment,
        words: ['update-ref', '-m', 'simphony: accepted takes', '--stdin'],
        also: { GIT_COMMITTER_NAME: facts.person.name, GIT_COMMITTER_EMAIL: facts.person.email },
        hooks: facts.transactionHook,
      },
      oneLine,
    );
  }

  async close(): Promise<void> {
    await this.#git?.close();
    this.#git = undefined;
  }
}
