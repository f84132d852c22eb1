import type { Diagnostic } from '../base/index.ts';
import { findCues, type CueFile } from './cues.ts';
import { readFrontMatter } from './front-matter.ts';
import { readKeys } from './keys.ts';
import { mapAt, writtenIn, type LocatedMap, type Written } from './located.ts';
import type { Sheet } from './score.ts';
import { spanAt, type TextFile } from './text-file.ts';
import * as value from './values.ts';

/** The sheet as read, before any name in it is looked up. */
export interface SheetFile {
  readonly file: TextFile;
  readonly title: string;
  readonly seed: number;
  /** Without its cues. */
  readonly text: string;
  readonly cues: readonly CueFile[];
  readonly plays?: readonly Written[];
  readonly flags?: LocatedMap;
  readonly inputs?: LocatedMap;
  readonly budget: Sheet['budget'];
  /** Where a sentence about what the sheet lacks points. */
  readonly data: LocatedMap;
  /** False where the front matter can't be read: what it might have said is not missed. */
  readonly whole: boolean;
}

const shape = {
  title: value.text('a title'),
  plays: value.names,
  seed: value.wholeFrom(0),
  flags: value.map,
  budget: value.map,
  inputs: value.map,
};

const budgetShape = { usd: value.above0, tokens: value.wholeFrom(1), minutes: value.above0 };

export function readSheet(file: TextFile, found: Diagnostic[]): SheetFile {
  const { data, state, body, bodyAt } = readFrontMatter(file, found, 'loose');
  const read = readKeys(data, shape, { of: 'the sheet' }, found);
  const { text, cues, heading, words } = findCues(
    body,
    (offset, length) => spanAt(file, bodyAt + offset, length),
    found,
  );
  const budget = mapAt(data, 'budget');
  const limits =
    budget === undefined ? {} : readKeys(budget, budgetShape, { of: '`budget`', under: 'budget' }, found);
  const [plays, flags, inputs] = [
    read.plays === undefined ? undefined : writtenIn(data, 'plays'),
    mapAt(data, 'flags'),
    mapAt(data, 'inputs'),
  ];
  return {
    file,
    title: oneLine(read.title ?? heading ?? words),
    seed: read.seed ?? 1,
    text,
    cues,
    ...(plays === undefined ? {} : { plays }),
    ...(flags === undefined ? {} : { flags }),
    ...(inputs === undefined ? {} : { inputs }),
    budget: limits,
    data,
    whole: state !== 'broken',
  };
}

/** A title stands in subjects and headings: one line, no control characters. */
export const oneLine = (title: string): string => title.replace(/[\s\p{Cc}]+/gu, ' ').trim() || 'Untitled';
