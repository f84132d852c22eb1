/**
 * `node langgraph.mjs <steps> <chain|independent> <parallel>`: a StateGraph with one node per step, which starts the
 * step and gives what it said, compiled with the SQLite checkpointer and its defaults (one checkpoint per super-step,
 * written while the next one runs: durability "async"). A graph of N nodes in a row has N super-steps, so the
 * recursion limit is raised as its documentation says.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Annotation, END, START, StateGraph } from '@langchain/langgraph';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';

const run = promisify(execFile);
const steps = Number(process.argv[2]);
const chained = process.argv[3] === 'chain';
const parallel = Number(process.argv[4]);

const State = Annotation.Root({ n: Annotation({ reducer: (sum, one) => sum + one, default: () => 0 }) });
const name = (step) => `s${String(step).padStart(5, '0')}`;
const play = async () => ({ n: JSON.parse((await run('sh', ['step.sh'])).stdout).n });

const graph = new StateGraph(State);
for (let step = 1; step <= steps; step++) {
  graph.addNode(name(step), play);
  graph.addEdge(chained && step > 1 ? name(step - 1) : START, name(step));
  if (!chained || step === steps) graph.addEdge(name(step), END);
}
const app = graph.compile({ checkpointer: SqliteSaver.fromConnString('checkpoints.sqlite') });
const ended = await app.invoke(
  {},
  { configurable: { thread_id: 'bench' }, recursionLimit: steps + 10, maxConcurrency: parallel },
);
if (ended.n !== steps) throw new Error(`${ended.n} of ${steps} steps played`);
