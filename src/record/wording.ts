import { tokensIn, usdWords, type Diagnostic } from '../base/index.ts';
import type { Asking } from './spending.ts';

/** All that record/ has to say to a person, in one place, so that it speaks with one voice. */
const mistake = (code: string, message: string, help?: string): Diagnostic => ({
  code,
  severity: 'mistake',
  message,
  ...(help === undefined ? {} : { help }),
});

const warning = (code: string, message: string, help?: string): Diagnostic => ({
  ...mistake(code, message, help),
  severity: 'warning',
});

const several = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

export const oldestGit = [2, 34] as const;

export const say = {
  gitMissing: () => mistake('git_missing', 'there is no `git` on the PATH', 'install git 2.34 or newer'),
  gitTooOld: (found: string) =>
    mistake('git_too_old', `git ${found} is too old`, `Simphony needs git ${oldestGit.join('.')} or newer`),
  noRepository: (folder: string) =>
    mistake(
      'no_repository',
      `\`${folder}\` is not in a git repository`,
      'type `git init` there: every step becomes a commit',
    ),
  bare: (folder: string) =>
    mistake(
      'bare_repository',
      `\`${folder}\` has no working tree`,
      'clone the repository and play in the clone, or use `git worktree add`',
    ),
  folderName: (folder: string) =>
    mistake(
      'folder_name',
      `the path ${JSON.stringify(folder)}, or that of its repository, holds a line end`,
      'rename that folder: git and this command name files line by line',
    ),
  unsafe: (folder: string) =>
    mistake(
      'unsafe_repository',
      `git does not trust \`${folder}\`, because it belongs to somebody else`,
      `if you do: git config --global --add safe.directory '${folder}'`,
    ),
  gitFailed: (doing: string, because: string) => mistake('git_failed', `git could not ${doing}: ${because}`),
  noIdentity: () =>
    mistake(
      'no_identity',
      'git does not know who you are, and every commit names the person who played',
      'type: git config --global user.name "Your Name"\n        git config --global user.email "you@example.com"',
    ),
  underWay: (what: string, how: string) =>
    mistake('under_way', `a ${what} is under way here, and nothing is committed into the middle of one`, how),
  locked: (pid: number, host: string | undefined, file: string) =>
    mistake(
      'locked',
      `another Conductor plays in this workspace (process ${pid}${host === undefined ? '' : ` on ${host}`})`,
      host === undefined ? 'wait for it, or stop it with Ctrl-C there' : `if it is gone, remove \`${file}\``,
    ),
  cannotWrite: (what: string, because: string) =>
    mistake('cannot_write', `\`${what}\` cannot be written: ${because}`),
  indexLocked: (file: string) =>
    mistake(
      'index_locked',
      `another git process holds \`${file}\``,
      'wait until it has ended; if none runs, remove that file. What was accepted is kept and is committed on the next start',
    ),
  headElsewhere: (session: string, belongs: string, now: string, waiting: number) =>
    mistake(
      'head_elsewhere',
      `session ${session} belongs to ${belongs}, and HEAD is now ${now}: nothing more is committed`,
      `${several(waiting, 'accepted take')} kept. Go back (\`git switch ${belongs.replace(/^refs\/heads\//, '')}\`) and type \`simphony play\``,
    ),
  waitElsewhere: (session: string, ref: string, waiting: number) =>
    warning(
      'wait_elsewhere',
      `${several(waiting, 'accepted take')} of session ${session} still to be committed on ${ref}`,
      `\`git switch ${ref.replace(/^refs\/heads\//, '')}\` and \`simphony play\` there commits them`,
    ),
  inTheWay: (path: string, why: 'changed' | 'staged' | 'untracked' | 'folder') =>
    mistake(
      'in_the_way',
      {
        changed: `you changed \`${path}\` and did not commit it; a take would overwrite it`,
        staged: `you staged a change of \`${path}\`; a take would overwrite it`,
        untracked: `\`${path}\` is there, untracked, and no take wrote it; a take would overwrite it`,
        folder: `\`${path}\` cannot be written: a file, a link or a folder stands in its way`,
      }[why],
      "commit or move it and play again; or `--take-mine` keeps your file as it is and commits the take beside it, `--take-theirs` puts the take's file in its place. The take is kept meanwhile",
    ),
  setAside: (path: string, copy: string) =>
    warning('set_aside', `\`${path}\` now holds the take's content; yours is at \`${copy}\``),
  branchMoves: () =>
    mistake(
      'branch_moves',
      'the branch moved each time a step was to be put on it',
      'play again when it has come to rest',
    ),
  hookChanged: (name: string) =>
    mistake(
      'hook_changed',
      `${name} changed during the session; nothing more is committed under it`,
      'look at the change; what was accepted is kept and is committed on the next start',
    ),
  settingsChanged: (file: string) =>
    mistake(
      'settings_changed',
      `\`${file}\` changed during the session; nothing more is committed under it`,
      'look at the change; what was accepted is kept and is committed on the next start',
    ),
  hookRefused: (hook: string, part: string, because: string) =>
    mistake(
      'hook_refused',
      `the ${hook} hook refused the commit of ${part}: ${because}`,
      'the take is kept, and is committed on the next start when the hook lets it through',
    ),
  hookRewrote: (hook: string, part: string, path: string) =>
    mistake(
      'hook_rewrote',
      `the ${hook} hook changed \`${path}\` of ${part}; what is committed must be what was judged`,
      'let the hook leave takes/, sessions/ and output/ alone. The take is kept',
    ),
  signingFailed: (part: string, because: string) =>
    mistake(
      'signing_failed',
      `the commit of ${part} could not be signed: ${because}`,
      'the take is kept, and is committed on the next start when signing works',
    ),
  refRefused: (ref: string, because: string) =>
    mistake(
      'ref_refused',
      `git did not move ${ref}: ${because}`,
      'what was accepted is kept and is committed on the next start',
    ),
  laidAgain: (paths: readonly string[]) =>
    warning(
      'laid_again',
      `${several(paths.length, 'file')} of accepted takes had not come to the disk when this machine stopped, and ${paths.length === 1 ? 'is' : 'are'} laid again: \`${paths[0] ?? ''}\`${paths.length === 1 ? '' : ' and others'}`,
    ),
  tornJournal: (session: string) =>
    warning(
      'journal_torn',
      `the last line of the journal of session ${session} was cut short and is dropped`,
    ),
  unseenCall: ({ part, model, what, worst }: Asking) =>
    warning(
      'call_not_seen',
      `${part} was asking ${model} (${what}) when its Conductor was stopped or killed, and nobody saw the end: it counts with its worst, ${tokensIn(worst)} tokens and ${usdWords(worst.usd)}`,
      'where it plays again it asks under the same idempotency key',
    ),
  brokenJournal: (session: string, line: number, file: string) =>
    mistake(
      'journal_broken',
      `line ${line} of the journal of session ${session} is damaged`,
      `all that is committed is safe in git. To go on from git alone, move \`${file}\` away; takes that were accepted and not committed are then played again`,
    ),
  brokenRuns: (line: number, file: string) =>
    mistake(
      'runs_broken',
      `line ${line} of the journal of runs is damaged`,
      `what was played is safe in git. To go on without the queue, move \`${file}\` away, and submit again what was not played`,
    ),
  brokenRecord: (file: string, line: number, wrong: string) =>
    warning('record_broken', `line ${line} of \`${file}\` is no record of a take (${wrong}); it is left out`),
  contentLost: (path: string, part: string) =>
    mistake(
      'content_lost',
      `the content of \`${path}\`, accepted with ${part}, is gone from \`.simphony/cache\``,
      "move the session's journal under `.simphony/journal` away: the part is then played again",
    ),
};
