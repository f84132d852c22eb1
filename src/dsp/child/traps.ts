/** Why WebAssembly stopped, in words for whoever wrote the program. */

/**
 * The compiler is built without checks of its stack: where a program nests deeper than it reaches, or needs more memory
 * than there is, the compiler breaks off in one of many ways. Which one says nothing.
 */
export function compilerTrap(error: unknown): string {
  // Nothing to compile gives a description that holds nothing.
  if (error instanceof SyntaxError) return 'the program defines nothing; `process = …;` is expected';
  const line = firstLine(error);
  // Reached only after a request, which is given no way out.
  if (/^allocate is not defined/.test(line))
    return 'it imports from an address, and there is no network here';
  return `the program nests too deeply, never comes to an end or becomes too large (${line})`;
}

export function programTrap(error: unknown): string {
  const line = firstLine(error);
  // Only who has sound files to hand over brings the memory.
  if (/Import .*"memory"/.test(line)) return 'it plays a sound file, and there are none here';
  // Delays that need more than 32 bits can count are laid out one over another, and reached for outside.
  return /memory|bounds/i.test(line)
    ? `its delays and tables need more memory than there is (${line})`
    : line;
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, 200) ?? '';
