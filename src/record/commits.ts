import { sha256, type Diagnostic } from '../base/index.ts';
import type { Signature } from './commit-message.ts';
import type { Repository } from './repository.ts';

/** Content for git: bytes that are still to be stored, or a blob that is there. */
export type Content = { readonly id: string; readonly bytes?: Uint8Array };

/** Paths are from the top of the working tree. */
export type TreeChange =
  | { readonly path: string; readonly mode: '100644' | '100755' | '120000'; readonly content: Content }
  | { readonly path: string; readonly mode: 'gone' };

export interface NewCommit {
  /** For messages: the part, `open` or `close`. */
  readonly of: string;
  readonly author: Signature;
  readonly message: string;
  readonly changes: readonly TreeChange[];
}

/** Seconds since 1970 and the zone, as git writes them. */
export interface When {
  readonly seconds: number;
  readonly zone: string;
}

export type Written = { readonly commits: readonly string[] } | { readonly mistake: Diagnostic };

/** SOURCE_DATE_EPOCH where it is set, so that two plays give the same commits; else the clock. */
export function whenOf(repository: Repository): When {
  const epoch = repository.environment['SOURCE_DATE_EPOCH'];
  if (epoch !== undefined && /^\d{1,12}$/.test(epoch)) return { seconds: Number(epoch), zone: '+0000' };
  const now = repository.now();
  const minutes = -now.getTimezoneOffset();
  const two = (value: number): string => String(Math.trunc(Math.abs(value))).padStart(2, '0');
  return {
    seconds: Math.floor(now.getTime() / 1000),
    zone: `${minutes < 0 ? '-' : '+'}${two(minutes / 60)}${two(minutes % 60)}`,
  };
}

/** One for each workspace, also where several are worktrees of one repository. Commits stand here until the branch has them, so that no gc takes them. */
export const privateRef = (repository: Repository): string =>
  `refs/simphony/${sha256(repository.workspace).slice(0, 16)}`;
