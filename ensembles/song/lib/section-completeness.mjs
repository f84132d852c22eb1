/**
 * Whether the sections that were planned are there, in what an engine is given, 0 to 100: each counts with its share of the
 * planned lines (a section without words counts by its tag, one that is sung again by its tag too), a required one twice. A song
 * that is longer than the engine takes counts by the share that fits.
 */

/** The tags that stand in the prompt, in order: `[Verse 1]`, `[Chorus: stacked voices]`, with the lines under each. */
export function blocksIn(prompt) {
  const blocks = [];
  for (const line of prompt.split('\n').map((one) => one.trim())) {
    const tag = /^\[([^\]:|]+)(?:[:|][^\]]*)?\]$/.exec(line)?.[1];
    if (tag !== undefined) blocks.push({ tag: tag.trim(), lines: [] });
    else if (line !== '') blocks.at(-1)?.lines.push(line);
  }
  return blocks;
}

/** Each planned section with its block of the prompt: the first of that tag that no section before it has. */
export function matched({ prompt, plan }) {
  const left = blocksIn(prompt);
  return plan.sections.map((section) => {
    const at = left.findIndex(({ tag }) => tag.toLowerCase() === section.tag.toLowerCase());
    return { section, block: at === -1 ? null : left.splice(at, 1)[0] };
  });
}

/** `{ score, issues: [{ section, message, lines, wanted }] }` */
export function completeness(song) {
  const issues = [];
  let sum = 0;
  let of = 0;
  for (const { section, block } of matched(song)) {
    const weight = section.required ? 2 : 1;
    const got = block?.lines.length ?? 0;
    const share =
      block === null
        ? 0
        : section.lines === 0 || section.repeats !== null
          ? 1
          : Math.min(1, got / section.lines);
    sum += weight * share;
    of += weight;
    if (block === null)
      issues.push({
        section: section.id,
        message: `${section.tag} (${section.id}) is not in the prompt`,
        lines: 0,
        wanted: section.lines,
      });
    else if (share < 1)
      issues.push({
        section: section.id,
        message: `${section.tag} has ${got} of ${section.lines} lines`,
        lines: got,
        wanted: section.lines,
      });
  }
  const { total_seconds: seconds = 0 } = song.artifacts.producer ?? {};
  const limit = song.limits.seconds;
  const fits = seconds > limit ? limit / seconds : 1;
  if (fits < 1)
    issues.push({
      message: `the song lasts ${seconds} s, and ${song.engine} takes ${limit} s`,
      seconds,
      wanted: limit,
    });
  return { score: of === 0 ? 0 : Math.round((100 * sum * fits) / of), issues };
}
