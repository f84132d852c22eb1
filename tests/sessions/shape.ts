import { ensemble, instrument, module } from './rig.ts';

/** A sheet that plays these ensembles. */
export const sheet = (plays: string, more = ''): string => `---\ntitle: Shape\nplays: [${plays}]\n${more}---\nPlay.\n`;
/** A workspace with one ensemble `e`; instruments by nickname as front matter and body of their play function. */
export function shape(instruments: Readonly<Record<string, readonly [frontMatter: string, body: string]>>, more = '', sheetMore = ''): Record<string, string> {
  const files: Record<string, string> = { 'sheetMusic.md': sheet('e', sheetMore), 'ensembles/e/ensemble.md': ensemble('e', more) };
  for (const [name, [front, body]] of Object.entries(instruments)) {
    files[`ensembles/e/${name}.md`] = instrument(`module: ${name}.mjs\n${front}`);
    files[`ensembles/e/${name}.mjs`] = module(body);
  }
  return files;
}
/** What a play with nothing to play says. */
export const isNull = (kept: number) => ({ code: 0, report: { parts: { played: 0, kept } } });
