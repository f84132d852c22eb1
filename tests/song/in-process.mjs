/** The song's nodes one after the other in this process, as the graph has them: for many songs in little time. */
import { readFileSync } from 'node:fs';

const ensemble = new URL('../../ensembles/song/', import.meta.url);
const repository = new URL('../../', import.meta.url);
const node = async (name) => (await import(new URL(`scripts/${name}.mjs`, ensemble).href)).default;

const plan = await node('plan');
const style = await node('style');
const settledStyle = await node('style-refine');
const lyrics = await node('lyrics');
const settledLyrics = await node('lyrics-refine');
const producer = await node('producer');
const settledProducer = await node('producer-refine');
const compose = await node('compose');
const validate = await node('validate');
const fix = await node('fix');

/** As the loop of ensemble.md has it. */
const mostRounds = 4;

/** What PLAN makes of a spec; sources are read from the repository. */
export const planOf = (sds) =>
  plan(
    { sheet: { title: sds.title, inputs: { sds } }, flags: { 'render.enabled': false }, inputs: {} },
    { read: async (path) => readFileSync(new URL(path, repository), 'utf8') },
  );

/** What the understudy of LYRICS answers. */
export const understudyOf = (PLAN) => lyrics({ inputs: { PLAN } });

/**
 * @param {Record<string, any>} sds
 * @param {(answer: any, plan: any) => any} [answered] what LYRICS answers in place of its understudy
 * @param {(heard: any) => any} [mend] in place of FIX
 */
export async function songOf(sds, answered = (answer) => answer, mend = fix) {
  const PLAN = await planOf(sds);
  const STYLE = settledStyle(style({ inputs: { PLAN } }), { inputs: { PLAN } });
  const LYRICS = settledLyrics(answered(understudyOf(PLAN), PLAN), { inputs: { PLAN } });
  const heard = { PLAN, STYLE, LYRICS };
  const PRODUCER = settledProducer(producer({ inputs: heard }), { inputs: heard });
  const rounds = [];
  let last = { FIX: null };
  while (rounds.length < mostRounds && rounds.at(-1)?.VALIDATE.validation_result !== 'pass') {
    const FIX =
      rounds.length === 0 ? null : mend({ inputs: { COMPOSE: last.COMPOSE, VALIDATE: last.VALIDATE } });
    const COMPOSE = compose({ inputs: { ...heard, PRODUCER, FIX } });
    last = { FIX, COMPOSE, VALIDATE: validate({ inputs: { COMPOSE } }) };
    rounds.push(last);
  }
  return { PLAN, STYLE, LYRICS, PRODUCER, rounds, passes: last.VALIDATE.validation_result === 'pass' };
}
