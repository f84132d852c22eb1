/**
 * `node tokens-agents.mjs <steps> <url>`: the OpenAI Agents SDK with one agent per editor, each of which can hand over to
 * the next, as its documentation shows; the conversation so far goes with the handing over.
 */
import { Agent, OpenAIChatCompletionsModel, run, setTracingDisabled } from '@openai/agents';
import OpenAI from 'openai';
import { answer, brief, instructions } from '../shared/job.mjs';

const [, , words, url] = process.argv;
const steps = Number(words);
setTracingDisabled(true);
const model = new OpenAIChatCompletionsModel(
  new OpenAI({ apiKey: 'bench', baseURL: `${url}/v1` }),
  'any-model',
);
let next;
for (let step = steps; step >= 1; step--) {
  const handoffs = next === undefined ? [] : [next];
  next = new Agent({ name: `s${step}`, instructions: instructions(step), model, handoffs });
}
const { finalOutput } = await run(next, brief, { maxTurns: steps + 5 });
if (finalOutput !== answer(steps)) throw new Error(`it ended with ${JSON.stringify(finalOutput)}`);
process.exit(0);
