/** REVIEW: what came of it, as one summary, and as files that can be pasted into a music engine. */
import { prettyJson, slugOf } from 'simphony/kit';
import { artifact } from '../lib/artifact.mjs';
import { lyricsPage } from '../lib/lyrics-page.mjs';

export default async function play({ sheet, record, inputs }, context) {
  const { COMPOSE: composed, VALIDATE: validated, RENDER: rendered } = inputs;
  const slug = slugOf(sheet.title);
  const folder = `output/${slug}`;
  const status =
    validated?.validation_result === 'pass' && !lostRender(composed, rendered) ? 'pass' : 'failed';
  const files = ['summary.json', ...(composed === null ? [] : ['prompt.txt', 'style.txt', 'lyrics.md'])].map(
    (name) => `${folder}/${name}`,
  );
  const plan = composed?.plan;
  const runId = plan?.run_id ?? null;
  const summary = artifact(
    'summary',
    {
      status,
      ...(status === 'pass' ? {} : { reason: reasonOf(composed, validated, rendered) }),
      run_id: runId,
      title: sheet.title,
      slug,
      blueprint: plan?.blueprint ?? null,
      engine: composed?.engine ?? null,
      prompt: composed === null ? null : promptOf(composed),
      scores: validated?.scores ?? null,
      threshold: validated?.threshold ?? null,
      issues: validated?.issues ?? [],
      hard_fails: validated?.hard_fails ?? [],
      artifacts: composed?.artifacts ?? null,
      hashes: hashesOf(composed),
      changes: composed?.changes ?? [],
      notes: plan?.notes ?? [],
      render: { enabled: composed?.render.enabled ?? false, job: rendered },
      played_by: playersOf(record),
      record,
      event: {
        event: 'run_complete',
        run_id: runId,
        node: 'REVIEW',
        phase: 'end',
        status,
        scores: validated?.scores ?? null,
      },
      files,
      ...(validated === null ? {} : { metrics: validated.scores }),
    },
    lineOf(status, validated, composed),
  );
  const { summary: line, ...told } = summary;
  await context.write(`${folder}/summary.json`, prettyJson({ summary: line, ...told }));
  if (composed !== null) {
    await context.write(`${folder}/prompt.txt`, `${composed.prompt}\n`);
    await context.write(`${folder}/style.txt`, `${composed.style}\n`);
    await context.write(`${folder}/lyrics.md`, lyricsPage(composed));
  }
  return summary;
}

/** It was to be rendered, it passed, and no finished job came back. */
const lostRender = (composed, rendered) => composed?.render.enabled === true && rendered === null;

function reasonOf(composed, validated, rendered) {
  if (composed === null) return 'there is no prompt: what COMPOSE needs has failed';
  if (validated === null) return 'the prompt was not measured: VALIDATE has failed';
  if (validated.validation_result !== 'pass') {
    const { hard_fails: hard, issues, scores, threshold } = validated;
    const telling = hard.length > 0 ? hard.map(sentenceOf) : issues.map(sentenceOf).slice(0, 3);
    return [
      `the best attempt has ${scores.total} of ${threshold}${hard.length === 0 ? '' : ', and what fails whatever the total'}`,
      ...telling,
    ].join('; ');
  }
  return lostRender(composed, rendered) ? 'it passed, and the engine did not render it' : 'unknown';
}

const sentenceOf = (issue) => (typeof issue === 'string' ? issue : (issue.message ?? JSON.stringify(issue)));

function lineOf(status, validated, composed) {
  if (composed === null || validated === null) return `failed: ${reasonOf(composed, validated, null)}`;
  const total = `${validated.scores.total} of ${validated.threshold}`;
  return status === 'pass'
    ? `pass with ${total}`
    : `failed with ${total}, ${validated.issues.length} issues on file`;
}

const promptOf = ({ title, style, prompt, negative, characters, limits, shortened }) => ({
  title,
  style,
  prompt,
  negative,
  characters,
  limits,
  shortened,
});

const hashesOf = (composed) =>
  composed === null
    ? {}
    : {
        PLAN: composed.plan.artifact_hash,
        STYLE: composed.artifacts.style.artifact_hash,
        LYRICS: composed.artifacts.lyrics.artifact_hash,
        PRODUCER: composed.artifacts.producer.artifact_hash,
        COMPOSE: composed.artifact_hash,
      };

/** By the nodes that are a model's, the last round of each: the id of the model, or that an understudy played in its place. */
const playersOf = (record) =>
  Object.fromEntries(
    record
      .map(({ part, model }) => [part.replace(/^.*\//, '').replace(/#\d+$/, ''), model ?? 'understudy'])
      .filter(([node]) => ['STYLE', 'LYRICS', 'PRODUCER'].includes(node)),
  );
