import { parseAddress } from '../base/index.ts';
import type { World } from './inspect.ts';
import { readJournals } from './journals.ts';
import { holderOf } from './lock.ts';
import type { TakeThere } from './outputs.ts';
import type { RepositoryFacts } from './record.ts';
import { Repository } from './repository.ts';
import { readSessionLines } from './session-line.ts';

/** A session as git and the journals tell of it, whoever played it. */
export interface PastSession {
  readonly id: string;
  readonly title: string;
  /** RFC 3339: when it opened. */
  readonly at: string;
  /** `cut short`: interrupted or killed; the next session of its score goes on with it. */
  readonly state: 'playing' | 'cut short' | 'ended';
  /** Exit code, where it ended. */
  readonly code?: number;
  /** Its last commit that is known. */
  readonly commit?: string;
  /** Parts that are being played. */
  readonly playing: readonly string[];
  /** Of one that has no record yet: takes that are committed. */
  readonly takes?: readonly TakeThere[];
}

/** What commits say of one session: of a title that the subject cuts, its beginning. */
interface Told {
  readonly id: string;
  title: string;
  at: string;
  closing?: { readonly commit: string; readonly code: number | 'interrupted' };
}

/**
 * The sessions of a workspace, newest first: those that opened or closed with a commit on this branch, and the one that
 * is being played. History is walked from where it was left off the last time.
 */
export class PastSessions {
  readonly #facts: RepositoryFacts;
  readonly #world: World;
  #known: { readonly head: string; readonly told: ReadonlyMap<string, Told> } | undefined;

  constructor(facts: RepositoryFacts, world: World) {
    [this.#facts, this.#world] = [facts, world];
  }

  async list(): Promise<readonly PastSession[]> {
    const repository = new Repository(this.#facts, this.#world.environment, this.#world.now);
    try {
      const told = await this.#told(repository);
      const [{ journals }, holder] = await Promise.all([
        readJournals(repository.home, undefined),
        holderOf(repository.home, this.#world.now),
      ]);
      const sessions = new Map([...told.values()].map((one) => [one.id, sessionTold(one)]));
      for (const { state } of journals) {
        const { begun, over, opened } = state;
        const known = sessions.get(begun.id);
        if (over !== undefined) {
          // A title that a subject cuts is whole here.
          if (known !== undefined) sessions.set(begun.id, { ...known, title: begun.title, at: begun.at });
          continue;
        }
        if (!opened) continue;
        const commit = [...state.committed.values()].at(-1)?.commit ?? known?.commit;
        sessions.set(begun.id, {
          ...{ id: begun.id, title: begun.title, at: begun.at },
          state: holder === undefined ? 'cut short' : 'playing',
          playing: holder === undefined ? [] : [...state.playing.keys()],
          takes: newest(
            [...state.steps.values()].flatMap((step) => (step.state === 'committed' ? [step.accepted] : [])),
          ),
          ...(commit === undefined ? {} : { commit }),
        });
      }
      return [...sessions.values()].toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
    } finally {
      await repository.close();
    }
  }

  async #told(repository: Repository): Promise<ReadonlyMap<string, Told>> {
    const { commit: head } = await repository.head();
    if (head === undefined) return new Map();
    const before = this.#known;
    if (before?.head === head) return before.told;
    const follows = before !== undefined && (await repository.isAncestor(before.head, head));
    const told = new Map(follows ? [...before.told].map(([id, one]) => [id, { ...one }]) : []);
    for (const commit of await commitsIn(repository, follows ? [head, `^${before.head}`] : [head]))
      tellOf(commit, told);
    this.#known = { head, told };
    return told;
  }
}

interface SessionCommit {
  readonly commit: string;
  readonly kind: 'open' | 'close';
  readonly title: string;
  readonly id: string;
  readonly ending: string | undefined;
  readonly at: string;
}

/** Opening and closing commits, oldest first. */
async function commitsIn(repository: Repository, range: readonly string[]): Promise<SessionCommit[]> {
  const { prefix } = repository.facts;
  const words = [
    ...[
      'log',
      '-z',
      '--reverse',
      '-E',
      '--all-match',
      '--grep=^Simphony-Session: ',
      '--grep=^(open|close): ',
    ],
    '--format=tformat:%H%x00%s%x00%(trailers:only,unfold)%x00%ct',
    ...range,
    ...(prefix === '' ? [] : ['--full-history', '--', prefix]),
  ];
  const said = (await repository.out(words)).toString().split('\0');
  const found: SessionCommit[] = [];
  for (let at = 0; at + 3 < said.length; at += 4) {
    const [commit = '', subject = '', block = '', seconds = ''] = said.slice(at, at + 4);
    const [, kind, title = ''] = /^(open|close): (.*)$/.exec(subject) ?? [];
    const trailers = new Map(block.split('\n').map((line) => cutAt(line, ': ')));
    const id = trailers.get('Simphony-Session');
    // A step of an instrument that is called so.
    if (id === undefined || kind === undefined || trailers.has('Simphony-Part')) continue;
    if (!/^[A-Za-z0-9]{4,64}$/.test(id)) continue;
    const when = new Date(Number(seconds) * 1_000).toISOString();
    const ending = trailers.get('Simphony-Ending');
    found.push({ commit, kind: kind === 'open' ? 'open' : 'close', title, id, ending, at: when });
  }
  return found;
}

const cutAt = (line: string, mark: string): [string, string] => {
  const at = line.indexOf(mark);
  return at === -1 ? [line, ''] : [line.slice(0, at), line.slice(at + mark.length)];
};

function tellOf({ commit, kind, title, id, ending, at }: SessionCommit, told: Map<string, Told>): void {
  const known = told.get(id);
  if (kind === 'open') {
    // Played again after it was taken back: what it closed with before is of the other one.
    told.set(id, { id, title, at });
    return;
  }
  const wasCut = ending === 'interrupted' || title.endsWith(' (interrupted)');
  const code = /^failed (\d+)$/.exec(ending ?? '')?.[1];
  told.set(id, {
    ...(known ?? { id, title: title.replace(/ \(interrupted\)$/, ''), at }),
    closing: { commit, code: wasCut ? 'interrupted' : Number(code ?? 0) },
  });
}

function sessionTold({ id, title, at, closing }: Told): PastSession {
  const commit = closing === undefined ? {} : { commit: closing.commit };
  const said = { id, title, at, playing: [], ...commit };
  return closing === undefined || closing.code === 'interrupted'
    ? { ...said, state: 'cut short' }
    : { ...said, state: 'ended', code: closing.code };
}

/** The takes that a session's record names in its closing commit. */
export async function takesOfSession(
  facts: RepositoryFacts,
  { environment, now }: World,
  { id, commit }: { readonly id: string; readonly commit: string },
): Promise<readonly TakeThere[]> {
  const repository = new Repository(facts, environment, now);
  try {
    const folder = `${repository.fromTop('sessions')}/`;
    const listed = (
      await repository.out(['ls-tree', '-z', '--name-only', '--full-tree', commit, '--', folder])
    )
      .toString()
      .split('\0');
    const path = listed.find((one) => one.endsWith(`-${id}.jsonl`));
    const text = path === undefined ? undefined : await repository.objects.text(`${commit}:${path}`);
    return newest(readSessionLines(text ?? '').recorded.map(({ take }) => take));
  } finally {
    await repository.close();
  }
}

/** Of each node the highest round; the round that a loop kept also stands under its plain name. */
function newest(all: readonly { readonly part: string; readonly takePath: string }[]): TakeThere[] {
  const takes = new Map<string, TakeThere & { readonly round: number }>();
  for (const { part, takePath } of all) {
    const name = parseAddress(part);
    if (name === undefined) continue;
    const { ensemble, nickname, item = '', round } = name;
    const node = `${ensemble}/${nickname}/${item}`;
    if ((takes.get(node)?.round ?? 0) > round) continue;
    const plain = takePath.replace(`/${nickname}.${round}`, `/${nickname}`);
    takes.set(node, { part, path: plain, else: takePath, round });
  }
  return [...takes.values()].map(({ round: _, ...take }) => take);
}
