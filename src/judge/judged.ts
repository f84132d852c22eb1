import type { Judged, TakeFile } from '../base/index.ts';
import type { Criterion, Values } from '../score/index.ts';

/** A judged line of production.md; `id` is that of its Criterion, Metric or Deliverable. */
export interface JudgedLine extends Judged {
  readonly id: string;
  /** A model judged it: it is no computed criterion, and counts in no share of those. */
  readonly byEar?: true;
}

/** One entry of a take's verdict; `id` is there where the criterion stands in production.md. */
export interface JudgedOfTake extends Judged {
  readonly id?: string;
  readonly byEar?: true;
}

/** Files as expressions see them. */
export const filesInScope = (files: readonly TakeFile[]): Values[string] =>
  files.map(({ path, size, sha256 }) => ({ path, size, sha256 }));

/** What a criterion of production.md is called: its expression where it has one, else its words. */
export const nameOf = ({ expression, text }: Criterion): string => expression?.source ?? text;
