import type { Diagnostic } from '../base/index.ts';
import { codeOf } from './file-errors.ts';
import { GitFailed } from './git.ts';
import { say } from './wording.ts';

/** Of the machine, not of what we asked of it: a file that is missing where we left it would be a bug of ours. */
const ofTheMachine = /^(ENOSPC|EDQUOT|EFBIG|EROFS|EIO|EACCES|EPERM|EMFILE|ENFILE|ENOMEM)$/;

/** What a person can mend where the record threw: a full or broken disk, a git that fails. `undefined` for a bug. */
export function faultOf(error: unknown): Diagnostic | undefined {
  if (error instanceof GitFailed) return say.gitFailed(error.doing, error.because);
  if (!(error instanceof Error) || !ofTheMachine.test(codeOf(error) ?? '')) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'the workspace';
  return say.cannotWrite(path, error.message);
}
