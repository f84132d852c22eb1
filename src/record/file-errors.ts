/** What the system calls an error of a file operation, such as `ENOENT`. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** A full disk or a read-only folder is a person's to mend, not a bug. */
export const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  /^E[A-Z]+$/.test(codeOf(error) ?? '');
