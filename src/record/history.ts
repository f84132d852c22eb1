import type { Diagnostic } from '../base/index.ts';
import { git, reasonOf, type Environment } from './git.ts';
import { stepOf } from './trailers.ts';
import { say } from './wording.ts';

/** One committed step, as `simphony log` shows it. */
export interface HistoryEntry {
  readonly commit: string;
  /** `YYYY-MM-DD` of the commit, UTC. */
  readonly date: string;
  readonly part: string;
  readonly subject: string;
  readonly verdict: string;
  readonly session: string;
}

/** The committed steps of this workspace, newest first; with a nickname only that instrument's. Starts nothing, changes nothing. */
export async function readHistory(
  folder: string,
  nickname?: string,
  environment: Environment = process.env,
): Promise<{ readonly entries: readonly HistoryEntry[]; readonly diagnostics: readonly Diagnostic[] }> {
  const call = { folder, environment };
  const place = await git(['rev-parse', '--show-prefix', '-q', '--verify', 'HEAD^{commit}'], call);
  if (place.code !== 0) {
    if (place.code === 127) return { entries: [], diagnostics: [say.gitMissing()] };
    if (/dubious ownership/.test(place.err)) return { entries: [], diagnostics: [say.unsafe(folder)] };
    const inside = await git(['rev-parse', '--git-dir'], call);
    // No commit yet is no mistake: nothing was played.
    return { entries: [], diagnostics: inside.code === 0 ? [] : [say.noRepository(folder)] };
  }
  const author =
    nickname === undefined ? [] : ['-E', `--author=^${nickname.replace(/[^A-Za-z0-9_-]/g, '.')} <`];
  const words = [
    'log',
    '-z',
    '--format=tformat:%H%x00%an%x00%ae%x00%s%x00%(trailers:only,unfold)%x00%ct',
    '--grep=^Simphony-Part: ',
    ...author,
  ];
  const prefix = place.out.toString().split('\n')[0] ?? '';
  const end = await git([...words, ...(prefix === '' ? [] : ['--full-history', '--', '.'])], call);
  if (end.code !== 0) return { entries: [], diagnostics: [say.gitFailed('read the history', reasonOf(end))] };
  const said = end.out.toString().split('\0');
  const entries: HistoryEntry[] = [];
  for (let index = 0; index + 5 < said.length; index += 6) {
    const [commit = '', name = '', email = '', subject = '', block = '', seconds = ''] = said.slice(
      index,
      index + 6,
    );
    const step = stepOf(commit, { name, email }, subject, block);
    if (step === undefined) continue;
    entries.push({
      commit,
      date: new Date(Number(seconds) * 1000).toISOString().slice(0, 10),
      part: step.part,
      subject,
      verdict: step.trailers.get('Simphony-Verdict')?.[0] ?? '',
      session: step.session,
    });
  }
  return { entries, diagnostics: [] };
}
