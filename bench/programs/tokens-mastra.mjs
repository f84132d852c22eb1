/**
 * `node tokens-mastra.mjs <steps> <url>`: a Mastra workflow with one step per editor. Each step asks an agent with the
 * answer of the step before it, and with nothing else.
 */
import { Mastra } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { z } from 'zod';
import { answer, brief, instructions } from '../shared/job.mjs';

const [, , words, url] = process.argv;
const steps = Number(words);
const model = { id: 'bench/any-model', url: `${url}/v1`, apiKey: 'bench' };
const Text = z.object({ text: z.string() });

const step = (number) => {
  const agent = new Agent({ name: `s${number}`, instructions: instructions(number), model });
  return createStep({
    id: `s${number}`,
    inputSchema: Text,
    outputSchema: Text,
    execute: async ({ inputData }) => ({ text: (await agent.generate(inputData.text)).text }),
  });
};

let workflow = createWorkflow({ id: 'chain', inputSchema: Text, outputSchema: Text });
for (let number = 1; number <= steps; number++) workflow = workflow.then(step(number));
const mastra = new Mastra({ workflows: { chain: workflow.commit() }, logger: false });
const playing = await mastra.getWorkflow('chain').createRunAsync();
const ended = await playing.start({ inputData: { text: brief } });
if (ended.status !== 'success') throw new Error(`the workflow ended with ${ended.status}: ${ended.error}`);
if (ended.result.text !== answer(steps))
  throw new Error(`it ended with ${JSON.stringify(ended.result.text)}`);
process.exit(0);
