import { sumOfUsage, type Diagnostic } from '../base/index.ts';
import { readHistory, readStatus, shareKept, type RecordStatus } from '../record/index.ts';
import { toldOf } from './events.ts';
import type { LogEntry, Looking, StatusView } from './face.ts';

/** The committed steps, newest first; with a nickname only that instrument's. */
export const logOf = (
  looking: Looking,
  nickname?: string,
): Promise<{ readonly entries: readonly LogEntry[]; readonly diagnostics: readonly Diagnostic[] }> =>
  readHistory(looking.folder, nickname, looking.environment);

/** How the last session stands, from journal and git: asks nobody, starts nothing, and takes no lock. */
export async function statusView(
  looking: Looking,
): Promise<{ readonly view?: StatusView; readonly diagnostics: readonly Diagnostic[] }> {
  const { status, diagnostics } = await readStatus(looking.folder, looking);
  if (status === undefined) return { diagnostics };
  const { session } = status;
  const view: StatusView = {
    ...(session === undefined
      ? {}
      : { session: { ...session, state: session.state === 'unfinished' ? 'interrupted' : session.state } }),
    parts: status.parts.map(({ part, state, summary, commit, reason, since }) => ({
      part,
      state,
      ...(summary === undefined ? {} : { summary }),
      ...(commit === undefined ? {} : { commit }),
      ...(reason === undefined ? {} : { reason }),
      ...(since === undefined || state !== 'playing'
        ? {}
        : { duration_ms: Math.max(0, looking.now().getTime() - Date.parse(since)) }),
    })),
    usage: toldOf(sumOfUsage(status.spent.map(({ usage }) => usage))),
    spent: status.spent.map((line) => ({
      ...{ instrument: line.instrument, calls: line.calls, ...toldOf(line.usage) },
      ...{ input: line.usage.input, cached: line.usage.cached, output: line.usage.output },
      keptShare: shareKept(line) ?? 0,
    })),
    saved: status.saved,
    next: nextSteps(status),
  };
  return { view, diagnostics };
}

/** Uncertain parts whose commands are spelled out. */
const mostTold = 5;

function nextSteps({ session, parts, heldBy }: RecordStatus): string[] {
  const next: string[] = [];
  if (heldBy !== undefined)
    return [`wait for the Conductor with the process id ${heldBy}, or stop it with Ctrl-C where it runs`];
  const uncertain = parts.filter(({ state }) => state === 'uncertain');
  if (uncertain.some(({ goesOn }) => goesOn === true))
    next.push('simphony play finds out what came of requests whose answer was not seen, where it can');
  next.push(
    ...uncertain
      .filter(({ goesOn }) => goesOn !== true)
      .slice(0, mostTold)
      .flatMap(({ part }) => [
        `simphony play --again ${part}`,
        `simphony play --accept ${part} --output <file>`,
      ]),
  );
  if (session?.state === 'unfinished' || session?.state === 'interrupted')
    next.push('simphony play goes on from the last accepted take');
  if (parts.some(({ state }) => state === 'failed')) next.push('simphony play tries the failed parts again');
  if (next.length === 0) next.push('edit sheetMusic.md, then simphony play');
  return next;
}
