import { sessionMessage, spentIn } from './commit-message.ts';
import type { KeptJournal } from './journals.ts';
import type { Repository } from './repository.ts';
import { instrumentOf, joined, type InstrumentSpending } from './spending.ts';
import { stepOf, usageIn } from './trailers.ts';

/** What a session had spent that was not played to its end, with the sessions before it that it went on with. */
export interface SpentBefore {
  readonly session: string;
  readonly spent: InstrumentSpending[];
}

/**
 * A session that was killed, interrupted, or that waited for a budget or a quota goes on in the next one of the same
 * title: then its spending does too. The journals say it; where `.simphony/` is gone, the trailers of its commits.
 */
export async function spentBefore(
  repository: Repository,
  journals: readonly KeptJournal[],
  { title, ref }: { readonly title: string; readonly ref: string | null },
): Promise<SpentBefore | undefined> {
  const last = journals.findLast(({ state }) => state.begun.ref === ref)?.state;
  if (last === undefined) return fromHistory(repository, title);
  if (last.over === 'closed' || last.begun.title !== title) return undefined;
  return some(last.begun.id, last.spending.byInstrument());
}

const some = (session: string, spent: InstrumentSpending[]): SpentBefore | undefined =>
  spent.length === 0 ? undefined : { session, spent };

const format = '--format=tformat:%H%x00%an%x00%ae%x00%s%x00%(trailers:only,unfold)';

async function commitsOf(
  repository: Repository,
  ...words: readonly string[]
): Promise<{ commit: string; name: string; email: string; subject: string; block: string }[]> {
  const { prefix } = repository.facts;
  const path = prefix === '' ? [] : ['--full-history', '--', prefix];
  const said = (await repository.out(['log', '-z', format, ...words, 'HEAD', ...path]))
    .toString()
    .split('\0');
  const found = [];
  for (let at = 0; at + 4 < said.length; at += 5) {
    const [commit = '', name = '', email = '', subject = '', block = ''] = said.slice(at, at + 5);
    found.push({ commit, name, email, subject, block });
  }
  return found;
}

const trailer = (block: string, name: string): string | undefined =>
  block
    .split('\n')
    .find((line) => line.startsWith(`${name}: `))
    ?.slice(name.length + 2);

async function fromHistory(repository: Repository, title: string): Promise<SpentBefore | undefined> {
  if ((await repository.head()).commit === undefined) return undefined;
  const [newest] = await commitsOf(repository, '-1', '--grep=^Simphony-Session: ');
  const session = newest === undefined ? undefined : trailer(newest.block, 'Simphony-Session');
  if (newest === undefined || session === undefined || !/^[A-Za-z0-9]{4,64}$/.test(session)) return undefined;
  const all = await commitsOf(repository, `--grep=^Simphony-Session: ${session}$`);
  const openSubject = sessionMessage('open', title, session).split('\n')[0];
  const open = all.find(({ subject }) => subject === openSubject);
  if (open === undefined) return undefined;
  const close = all.find(({ name, email }) => name === 'conductor' && email === 'conductor@simphony');
  if (close !== undefined)
    return trailer(close.block, 'Simphony-Ending') === 'interrupted'
      ? some(session, spentIn(close.block))
      : undefined;
  const steps = all.flatMap(({ commit, name, email, subject, block }) => {
    const step = stepOf(commit, { name, email }, subject, block);
    const usage = step && usageIn(step.trailers);
    return step === undefined || usage === undefined ? [] : [{ part: step.part, ...usage }];
  });
  const spent = steps.map(({ part, usage, usages }): InstrumentSpending => ({
    instrument: instrumentOf(part),
    calls: usages?.length ?? 1,
    usage,
    kept: usages?.at(-1) ?? usage,
  }));
  return some(session, joined([...spentIn(open.block), ...spent]));
}
