import type { Heading, RootContent } from 'mdast';
import { endOf, endOfLine, lineEndOf, startOf, startOfLine, startOfNextLine } from './markdown.ts';
import { itemsOf, outlineOf, type Outline } from './production-outline.ts';
import { insertedRows, newTable, type Edit, type Track } from './tracks-table.ts';

export type { Track } from './tracks-table.ts';

export interface Marks {
  /** By the id of a criterion with an expression or of a deliverable; others are never touched. */
  readonly ticks: ReadonlyMap<string, boolean>;
  readonly tracks: readonly Track[];
  /** Parts whose rows go. */
  readonly forget?: readonly string[];
}

/**
 * production.md with its boxes ticked and its Tracks rows set. Of a box only the one character inside changes, of
 * Tracks only the rows of the parts that are named; every other byte stays as it was, so that what a person wrote,
 * and how, survives. Marking twice is marking once. An empty text becomes one with Tracks alone.
 */
export function markProduction(given: string, { ticks, tracks, forget = [] }: Marks): string {
  const [mark = ''] = /^\uFEFF*/.exec(given) ?? [];
  const text = given.slice(mark.length);
  const outline = outlineOf(text);
  // Nested beyond reading: the score has told so, and nothing here can be found again.
  if (outline === undefined) return given;
  return (
    mark + edited(text, [...boxEdits(text, outline, ticks), ...trackEdits(text, outline, tracks, forget)])
  );
}

function edited(text: string, edits: readonly Edit[]): string {
  let [result, from] = ['', 0];
  for (const { start, end, text: instead } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(from, start) + instead;
    from = end;
  }
  return result + text.slice(from);
}

function boxEdits(text: string, outline: Outline, ticks: ReadonlyMap<string, boolean>): Edit[] {
  return (['goals', 'constraints', 'deliverables'] as const).flatMap((kind) =>
    itemsOf(text, outline, kind).flatMap(({ id, box, code }): Edit[] => {
      const ticked = ticks.get(id);
      if (box === undefined || ticked === undefined || (kind !== 'deliverables' && code === undefined))
        return [];
      if (/[xX]/.test(text.slice(box, box + 1)) === ticked) return [];
      return [{ start: box, end: box + 1, text: ticked ? 'x' : ' ' }];
    }),
  );
}

function trackEdits(
  text: string,
  outline: Outline,
  tracks: readonly Track[],
  forget: readonly string[],
): readonly Edit[] {
  const sections = outline.sections.filter(({ kind }) => kind === 'tracks');
  for (const { nodes } of sections) {
    for (const node of nodes) {
      const edits =
        node.type === 'table' ? insertedRows(text, node, outline.rowsOf(node), tracks, forget) : undefined;
      if (edits !== undefined) return edits;
    }
  }
  if (tracks.length === 0) return [];
  const table = newTable(tracks, lineEndOf(text));
  const [section] = sections;
  return [
    section === undefined ? newSection(text, outline, table) : underHeading(text, section.heading, table),
  ];
}

function underHeading(text: string, heading: Heading, table: string): Edit {
  const eol = lineEndOf(text);
  const at = startOfNextLine(text, endOf(heading));
  const before = endOfLine(text, endOf(heading)) === at ? eol + eol : eol;
  // A blank line on either side, so that neither a paragraph nor another table takes the rows for its own.
  const after = /^[ \t]*(?:[\r\n]|$)/.test(text.slice(at)) ? '' : eol;
  return { start: at, end: at, text: `${before}${table}${after}` };
}

/**
 * At the end; where that is inside something that is never closed, such as a fence, before the last known heading
 * where it is not. Anywhere else it would take from another heading what stands under that.
 */
function newSection(text: string, outline: Outline, table: string): Edit {
  const eol = lineEndOf(text);
  const depth = outline.sections[0]?.heading.depth ?? 2;
  const section = `${'#'.repeat(depth)} Tracks${eol}${eol}${table}`;
  const atEnd: Edit = { start: text.length, end: text.length, text: apart(text, eol) + section };
  if (standsIn(edited(text, [atEnd]))) return atEnd;
  for (const { heading } of outline.sections.toReversed()) {
    const at = startOfLine(text, startOf(heading));
    const before: Edit = { start: at, end: at, text: `${apart(text.slice(0, at), eol)}${section}${eol}` };
    if (standsIn(edited(text, [before]))) return before;
  }
  return { start: 0, end: 0, text: `${section}${eol}` };
}

/** What is missing to a blank line between `before` and what comes next. */
function apart(before: string, eol: string): string {
  const lines = before.replace(/(?:\r\n|\n|\r)$/, '');
  if (before === '') return '';
  if (lines === before) return eol + eol;
  return /(?:^|[\r\n])[ \t]*$/.test(lines) ? '' : eol;
}

const standsIn = (text: string): boolean =>
  outlineOf(text)?.sections.some(
    ({ kind, nodes }) => kind === 'tracks' && nodes.some((node: RootContent) => node.type === 'table'),
  ) === true;
