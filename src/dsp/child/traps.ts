/** Why WebAssembly stopped, in words for whoever wrote the program. */

/**
 * The compiler is built without checks of its stack: where a program nests deeper than it reaches, or needs more memory
 * than there is, the compiler breaks off in one of many ways. Which one says nothing.
 */
export const compilerTrap = (error: unknown): string =>
  `the program nests too deeply, never comes to an end or becomes too large (${firstLine(error)})`;

export function programTrap(error: unknown): string {
  const line = firstLine(error);
  // Delays that need more than 32 bits can count are laid out one over another, and reached for outside.
  return /memory/i.test(line) ? `its delays and tables need more memory than there is (${line})` : line;
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, 200) ?? '';
