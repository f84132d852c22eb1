/** A place in a file that a person wrote. Lines and columns count from 1; columns in UTF-16 units. */
export interface Span {
  /** Path from the workspace's folder, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters are underlined, at least 1. */
  readonly length?: number;
}

/** A person's mistake: returned and collected, never thrown. All of them are shown at once. */
export interface Diagnostic {
  /** A stable name for scripts, such as `unknown_key`. */
  readonly code: string;
  /** A warning is shown and stops nothing. */
  readonly severity: 'mistake' | 'warning';
  readonly at?: Span;
  /** The line of the file that `at` names, without its line end. */
  readonly excerpt?: string;
  /** What is wrong, and the nearest right spelling. */
  readonly message: string;
  /** What to do next, where the message does not say it already. */
  readonly help?: string;
  readonly also?: readonly { readonly at: Span; readonly message: string }[];
}

const inOrder = (a: Diagnostic, b: Diagnostic): number => {
  const [p, q] = [a.at, b.at];
  if (p === undefined || q === undefined) return Number(q === undefined) - Number(p === undefined);
  if (p.file !== q.file) return p.file < q.file ? -1 : 1;
  return p.line - q.line || p.column - q.column;
};

export const byPlace = (found: readonly Diagnostic[]): Diagnostic[] => found.toSorted(inOrder);

export const hasMistakes = (found: readonly Diagnostic[]): boolean =>
  found.some(({ severity }) => severity === 'mistake');

/** One diagnostic as plain text: `file:line:column`, sentence, excerpt with an underline, help. */
export function printDiagnostic({ at, severity, message, excerpt, help, also }: Diagnostic): string {
  const place = (span: Span): string => `${span.file}:${span.line}:${span.column}`;
  const lines = [
    `${at === undefined ? '' : `${place(at)} `}${severity === 'mistake' ? 'error' : 'warning'}: ${message}`,
  ];
  if (at !== undefined && excerpt !== undefined) {
    const gutter = String(at.line);
    const indent = excerpt.slice(0, at.column - 1).replace(/[^\t]/g, ' ');
    lines.push(`  ${gutter} | ${excerpt}`);
    lines.push(
      `  ${' '.repeat(gutter.length)} | ${indent}${'^'.repeat(Math.max(1, Math.min(at.length ?? 1, excerpt.length - at.column + 1)))}`,
    );
  }
  for (const other of also ?? []) lines.push(`  ${place(other.at)}: ${other.message}`);
  if (help !== undefined) lines.push(`  help: ${help}`);
  return lines.join('\n');
}
