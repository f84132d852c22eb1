/**
 * The words of a song as a page that people read.
 *
 * @param {Record<string, any>} composed a prompt artifact
 * @param {string} [notice] what stands above the words
 */
export function lyricsPage({ title, artifacts, plan }, notice) {
  const { lyrics, style } = artifacts;
  const sections = lyrics.sections
    .filter(({ lines }) => lines.length > 0)
    // two spaces end a line in Markdown without ending the paragraph
    .map(({ tag, lines }) => [`## ${tag}`, '', lines.join('  \n')].join('\n'));
  const cited = lyrics.citations.map(({ section, line, passage }) => {
    const found = plan.passages.find(({ sha256 }) => sha256 === passage);
    return `- ${section}, line ${line + 1}: ${found?.source ?? 'unknown'} (${passage.slice(0, 19)}…)`;
  });
  return [
    `# ${title}`,
    `${style.sub_genres.join(', ')} · ${style.bpm} bpm · ${style.key}`,
    ...(notice === undefined ? [] : [`> ${notice}`]),
    ...sections,
    ...(cited.length === 0 ? [] : [['## Sources', '', ...cited].join('\n')]),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}
