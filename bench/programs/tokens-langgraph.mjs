/**
 * `node tokens-langgraph.mjs <steps> <chain|supervisor> <url>`: one node per editor over the message list that LangGraph's
 * documentation begins with (`MessagesAnnotation`), which grows by every answer; or its prebuilt supervisor with one
 * agent per editor, with its defaults (`outputMode: 'last_message'`).
 */
import { ChatAnthropic } from '@langchain/anthropic';
import { HumanMessage, SystemMessage } from '@langchain/core/messages';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { createSupervisor } from '@langchain/langgraph-supervisor';
import { answer, brief, instructions } from '../shared/job.mjs';

const steps = Number(process.argv[2]);
const [, , , shape, url] = process.argv;
const llm = new ChatAnthropic({ model: 'claude-sonnet-5-5', apiKey: 'bench', anthropicApiUrl: url });
const numbers = Array.from({ length: steps }, (_, at) => at + 1);

function chain() {
  const graph = new StateGraph(MessagesAnnotation);
  for (const step of numbers) {
    const system = new SystemMessage(instructions(step));
    graph.addNode(`s${step}`, async ({ messages }) => ({
      messages: [await llm.invoke([system, ...messages])],
    }));
    graph.addEdge(step === 1 ? START : `s${step - 1}`, `s${step}`);
  }
  graph.addEdge(`s${steps}`, END);
  return graph.compile();
}

const supervisor = () =>
  createSupervisor({
    agents: numbers.map((step) =>
      createReactAgent({ llm, tools: [], name: `s${step}`, prompt: instructions(step) }),
    ),
    llm,
    prompt:
      'You lead a row of editors, s1 to the last. Send the text to each of them in turn, and end when all have had it.',
  }).compile();

const app = shape === 'chain' ? chain() : supervisor();
const { messages } = await app.invoke(
  { messages: [new HumanMessage(brief)] },
  { recursionLimit: 10 * steps + 50 },
);
const last = shape === 'chain' ? answer(steps) : 'All editors have had their turn.';
const said = messages.at(-1).text ?? messages.at(-1).content;
if (said !== last) throw new Error(`it ended with ${JSON.stringify(said)}`);
