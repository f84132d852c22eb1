import { AskedGit, oneLine, type AskedGitSettings, type ReadAnswer } from './asked-git.ts';

export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** The name and type of an object. */
export type Found = Omit<GitObject, 'bytes'>;

/** `<id> <type> <size>`, a line end, the bytes, a line end; a line of another form where there is no such object. */
const readObject: ReadAnswer<GitObject | undefined> = (heard) => {
  const end = heard.indexOf(0x0a);
  if (end === -1) return heard.length + 1;
  const [, id, type, size] = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(heard.toString('utf8', 0, end)) ?? [];
  if (id === undefined || type === undefined || size === undefined)
    return { answer: undefined, bytes: end + 1 };
  const stop = end + 1 + Number(size);
  if (heard.length < stop + 1) return stop + 1;
  return { answer: { id, type, bytes: Buffer.from(heard.subarray(end + 1, stop)) }, bytes: stop + 1 };
};

/** Reads objects through long-lived `git cat-file`s: tens of thousands a second. */
export class Objects {
  readonly #contents: AskedGit<GitObject | undefined>;
  readonly #names: AskedGit<string>;

  constructor(settings: Omit<AskedGitSettings, 'words'>) {
    this.#contents = new AskedGit({ ...settings, words: ['cat-file', '--batch'] }, readObject);
    const check = ['cat-file', '--batch-check=%(objectname) %(objecttype)'];
    this.#names = new AskedGit({ ...settings, words: check }, oneLine);
  }

  /** `name` as in gitrevisions(7), such as `HEAD:a/b`, without a line end. `undefined` where there is none. */
  async read(name: string): Promise<GitObject | undefined> {
    return (await this.#contents.ask(`${name}\n`, 1))[0];
  }

  async text(name: string): Promise<string | undefined> {
    const object = await this.read(name);
    return object?.type === 'blob' ? object.bytes.toString() : undefined;
  }

  /** Not for `:0:path`: the index is read once by a process that lives long. */
  async lookUp(names: readonly string[]): Promise<(Found | undefined)[]> {
    const lines = await this.#names.ask(names.map((name) => `${name}\n`).join(''), names.length);
    return lines.map(foundIn);
  }

  async close(): Promise<void> {
    await Promise.all([this.#contents.close(), this.#names.close()]);
  }
}

/** A line of `--batch-check=%(objectname) %(objecttype)`. */
export function foundIn(line: string): Found | undefined {
  const [, id, type] = /^([0-9a-f]{40,64}) (blob|tree|commit|tag)$/.exec(line) ?? [];
  return id === undefined || type === undefined ? undefined : { id, type };
}
