/**
 * `node mastra.mjs <steps> <chain|independent> <parallel> [libsql]`: a workflow with one step after the other, or one
 * step over an array with so many at a time. Without `libsql` there is no storage and nothing outlives the process;
 * with it, every step's snapshot goes into a LibSQL file, as its documentation sets up.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Mastra } from '@mastra/core';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { z } from 'zod';

const run = promisify(execFile);
const steps = Number(process.argv[2]);
const chained = process.argv[3] === 'chain';
const parallel = Number(process.argv[4]);
const stored = process.argv[5] === 'libsql';

const Take = z.object({ n: z.number() });
const play = (id, inputSchema) =>
  createStep({
    id,
    inputSchema,
    outputSchema: Take,
    execute: async () => ({ n: JSON.parse((await run('sh', ['step.sh'])).stdout).n }),
  });

function chain() {
  let workflow = createWorkflow({ id: 'chain', inputSchema: Take, outputSchema: Take });
  for (let step = 1; step <= steps; step++) workflow = workflow.then(play(`s${step}`, Take));
  return workflow.commit();
}

const independent = () =>
  createWorkflow({ id: 'chain', inputSchema: z.array(z.number()), outputSchema: z.array(Take) })
    .foreach(play('step', z.number()), { concurrency: parallel })
    .commit();

const storage = stored
  ? new (await import('@mastra/libsql')).LibSQLStore({ url: 'file:mastra.db' })
  : undefined;
const mastra = new Mastra({
  workflows: { chain: chained ? chain() : independent() },
  ...(storage === undefined ? {} : { storage }),
  logger: false,
});
const playing = await mastra.getWorkflow('chain').createRunAsync();
const inputData = chained ? { n: 0 } : Array.from({ length: steps }, (_, at) => at);
const ended = await playing.start({ inputData });
if (ended.status !== 'success') throw new Error(`the workflow ended with ${ended.status}: ${ended.error}`);
process.exit(0);
