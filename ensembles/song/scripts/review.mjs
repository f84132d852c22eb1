/** REVIEW: what came of it, as one summary, and as files that can be pasted into a music engine. */
import { prettyJson, slugOf } from 'simphony/kit';
import { artifact, hashOf } from '../lib/artifact.mjs';
import { lyricsPage } from '../lib/lyrics-page.mjs';

export default async function play({ sheet, record, inputs }, context) {
  const { COMPOSE: composed, VALIDATE: validated, RENDER: rendered } = inputs;
  const folder = `output/${slugOf(sheet.title)}`;
  const reason = reasonOf(composed, validated, rendered);
  const status = reason === undefined ? 'pass' : 'failed';
  const files = filesOf(composed, reason);
  const runId = composed?.plan.run_id ?? null;
  const scores = validated?.scores ?? null;
  const summary = artifact(
    'summary',
    {
      status,
      ...(reason === undefined ? {} : { reason }),
      run_id: runId,
      title: sheet.title,
      slug: slugOf(sheet.title),
      blueprint: composed?.plan.blueprint ?? null,
      engine: composed?.engine ?? null,
      scores,
      threshold: validated?.threshold ?? null,
      issues: validated?.issues ?? [],
      hard_fails: validated?.hard_fails ?? [],
      artifacts: composed === null ? null : artifactsOf(composed),
      hashes: hashesOf(composed, validated),
      changes: composed?.changes ?? [],
      notes: composed?.plan.notes ?? [],
      render: { enabled: composed?.render.enabled ?? false, job: rendered },
      played_by: playersOf(record),
      record,
      event: { event: 'run_complete', run_id: runId, node: 'REVIEW', phase: 'end', status, scores },
      files: ['summary.json', ...Object.keys(files)].map((name) => `${folder}/${name}`),
      ...(scores === null ? {} : { metrics: scores }),
    },
    reason === undefined ? `pass with ${scores.total} of ${validated.threshold}` : `failed: ${reason}`,
  );
  await context.write(`${folder}/summary.json`, prettyJson(summary));
  for (const [name, text] of Object.entries(files)) await context.write(`${folder}/${name}`, text);
  return summary;
}

/**
 * Fails closed: what did not pass is told in the summary and can be read, and where one would paste from stands the reason. The files
 * are always the same, so that none of an earlier song that passed is left beside it.
 */
function filesOf(composed, reason) {
  if (reason === undefined)
    return {
      'prompt.txt': `${composed.prompt}\n`,
      'style.txt': `${composed.style}\n`,
      'lyrics.md': lyricsPage(composed),
    };
  const notice = `This song did not pass: ${reason}.`;
  return {
    'prompt.txt': `${notice}\n`,
    'style.txt': `${notice}\n`,
    'lyrics.md': composed === null ? `${notice}\n` : lyricsPage(composed, notice),
  };
}

/** Why it failed, in one sentence; nothing where it passed. */
function reasonOf(composed, validated, rendered) {
  if (composed === null) return 'there is no prompt, because a node before COMPOSE has failed';
  if (validated === null) return 'the prompt was not measured, because VALIDATE has failed';
  const { validation_result: result, hard_fails: hard, issues, scores, threshold } = validated;
  if (result !== 'pass') {
    const told = hard.length > 0 ? hard : issues;
    const more = told.length > 3 ? `, and ${told.length - 3} more` : '';
    return `${hard.length > 0 ? `whatever its total of ${scores.total}` : `the best attempt has ${scores.total} of ${threshold}`}: ${told
      .slice(0, 3)
      .map(sentenceOf)
      .join('; ')}${more}`;
  }
  if (composed.render.enabled && rendered === null) return 'it passed, and the engine did not render it';
  return undefined;
}

const sentenceOf = (issue) => (typeof issue === 'string' ? issue : (issue.message ?? JSON.stringify(issue)));

/** All of them: the plan as PLAN made it, the three of the round that stands, and the prompt without what it carried for others. */
function artifactsOf(composed) {
  const { plan, artifacts, render, ...prompt } = composed;
  return { plan: { artifact_type: 'plan', ...plan, render }, ...artifacts, prompt };
}

const hashesOf = (composed, validated) => ({
  ...(composed === null
    ? {}
    : {
        PLAN: composed.plan.artifact_hash,
        STYLE: composed.artifacts.style.artifact_hash,
        LYRICS: composed.artifacts.lyrics.artifact_hash,
        PRODUCER: composed.artifacts.producer.artifact_hash,
        COMPOSE: composed.artifact_hash,
      }),
  ...(validated === null ? {} : { VALIDATE: hashOf(validated) }),
});

/** By the nodes that are a model's, the last round of each: the id of the model, or that an understudy played in its place. */
const playersOf = (record) =>
  Object.fromEntries(
    record
      .map(({ part, model }) => [part.replace(/^.*\//, '').replace(/#\d+$/, ''), model ?? 'understudy'])
      .filter(([node]) => ['STYLE', 'LYRICS', 'PRODUCER'].includes(node)),
  );
