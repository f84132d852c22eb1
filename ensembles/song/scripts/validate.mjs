/** A placeholder. */
export default function play({ inputs: { COMPOSE } }) {
  const over = COMPOSE.characters.prompt > COMPOSE.limits.prompt;
  const total = over ? 40 : 90;
  const scores = {
    hook_density: 90,
    singability: 90,
    rhyme_tightness: 90,
    section_completeness: 90,
    profanity_score: 100,
    total,
  };
  return {
    summary: `${over ? 'fail' : 'pass'} with ${total}`,
    validation_result: over ? 'fail' : 'pass',
    scores,
    threshold: 80,
    issues: [],
    hard_fails: over ? ['over the limit'] : [],
    metrics: scores,
  };
}
