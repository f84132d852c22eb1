/**
 * (f) What the same job costs in prompt tokens: `node bench/tokens.mjs --steps 10,20,40`.
 *
 * A chain of editors (shared/job.mjs), asked through each framework's own client of a local server that answers the job
 * and counts what it is sent (shared/counting-server.mjs says by which rule). Nothing depends on time or on the machine:
 * the figures are the same everywhere.
 */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { missing } from './contenders/engines.mjs';
import { countingServer } from './shared/counting-server.mjs';
import { count, times } from './shared/figures.mjs';
import { brief, instructions } from './shared/job.mjs';
import { asCommand, chosen } from './shared/main.mjs';
import { environment } from './shared/measure.mjs';
import { freshFolder } from './shared/rounds.mjs';
import { repository, simphony, write } from './shared/workspace.mjs';

const run = promisify(execFile);
const program = (name) => fileURLToPath(new URL(`programs/tokens-${name}.mjs`, import.meta.url));

const editor = (step, handoff) => {
  const needs = [step === 1 ? 'sheet' : `s${step - 1}`, ...(handoff ? ['handoff'] : [])];
  return `---\nkind: model\noutput: markdown\nneeds: [${needs.join(', ')}]\n---\n${instructions(step)}\n`;
};

const ours = (name, handoff) => ({
  name,
  async play({ steps, url, folder }) {
    write(folder, {
      'sheetMusic.md': `---\ntitle: Chronicle\nplays: [chronicle]\n---\n${brief}\n`,
      'ensembles/chronicle/ensemble.md':
        '---\nensemble: chronicle\nversion: 1.0.0\ndescription: Edits a chronicle.\n---\n',
      ...Object.fromEntries(
        Array.from({ length: steps }, (_, at) => [
          `ensembles/chronicle/s${at + 1}.md`,
          editor(at + 1, handoff),
        ]),
      ),
    });
    repository(folder);
    const env = environment({ ANTHROPIC_API_KEY: 'bench', ANTHROPIC_BASE_URL: url });
    const { stdout } = await run(execPath, [simphony, 'play', '--json'], { cwd: folder, env });
    const { played } = JSON.parse(stdout).parts;
    if (played !== steps) throw new Error(`${played} of ${steps} parts played`);
  },
});

const theirs = (name, needed, file, ...words) => ({
  name,
  missing: () => missing(needed),
  play: async ({ steps, url, folder }) => {
    await run(execPath, [program(file), String(steps), ...words, url], { cwd: folder, env: environment() });
  },
});

const mastra = 'Mastra workflow, previous output only';
const langgraph = 'LangGraph JS, chain over messages';
const [plain, hearing] = ['simphony, previous output only', 'simphony, with `handoff`'];
const contenders = [
  ours(plain, false),
  ours(hearing, true),
  theirs(mastra, '@mastra/core', 'mastra'),
  theirs(langgraph, '@langchain/anthropic', 'langgraph', 'chain'),
  theirs('LangGraph JS, supervisor', '@langchain/langgraph-supervisor', 'langgraph', 'supervisor'),
  theirs('OpenAI Agents SDK, handing over', '@openai/agents', 'agents'),
];

export async function bench(options) {
  const sizes = options.steps ?? (options.quick ? [2, 4, 6] : [10, 20, 40]);
  const results = [];
  for (const contender of chosen(contenders, options)) {
    const why = contender.missing?.();
    const counts = [];
    for (const steps of why === undefined ? sizes : []) {
      options.say(`${contender.name}, ${steps} steps`);
      counts.push(await counted(contender, steps, options));
    }
    results.push({ contender, why, counts });
  }
  const of = (name, at) =>
    results.find(({ contender }) => contender.name === name)?.counts[at]?.tokens ?? NaN;
  const last = sizes.length - 1;
  const most = sizes[last];
  /** What each step costs that one size has more than the one before it. */
  const added = (name, at) => (of(name, at) - of(name, at - 1)) / (sizes[at] - sizes[at - 1]);
  return {
    tables: [
      {
        title: 'Prompt tokens of the whole job',
        head: ['', ...sizes.map((steps) => `${count(steps)} steps`), 'requests', 'a step', '× Mastra'],
        rows: results.map(({ contender: { name }, why, counts }) =>
          why === undefined
            ? [
                name,
                ...counts.map(({ tokens }) => count(tokens)),
                count(counts[last].requests),
                count(Math.round(counts[last].tokens / most)),
                times(counts[last].tokens / of(mastra, last)),
              ]
            : [name, ...sizes.map(() => '–'), '–', '–', why],
        ),
      },
    ],
    targets: [
      ...[plain, hearing].map((name) => {
        const growth = added(name, last) / added(name, 1);
        return {
          what: `prompt tokens grow linearly, ${name}`,
          wanted: `a further step costs at ${most} at most 1.1 times what it costs at ${sizes[1]}`,
          got: times(growth),
          met: growth <= 1.1,
        };
      }),
      atMost(
        `prompt tokens at ${most} steps, ${plain}, against Mastra`,
        of(plain, last) / of(mastra, last),
        1.1,
      ),
      atMost(
        `prompt tokens at ${most} steps, ${hearing}, against Mastra`,
        of(hearing, last) / of(mastra, last),
        1.5,
      ),
      ...[plain, hearing].map((name) => {
        const fewer = of(langgraph, last) / of(name, last);
        return {
          what: `prompt tokens at ${most} steps, LangGraph's chain against ${name}`,
          wanted: 'at least 6 times as many',
          got: times(fewer),
          met: fewer >= 6,
        };
      }),
    ],
  };
}

const atMost = (what, ratio, limit) => ({
  what,
  wanted: `at most ${limit} times`,
  got: times(ratio),
  met: ratio <= limit,
});

async function counted(contender, steps, options) {
  const server = await countingServer();
  const folder = await freshFolder(options, 'tokens');
  try {
    await contender.play({ steps, url: server.url, folder });
    return { requests: server.count.requests, tokens: Math.round(server.count.bytes / 4) };
  } finally {
    server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

await asCommand(
  import.meta,
  bench,
  'Prompt tokens of the same job of 10, 20 and 40 steps, counted by a local server.',
);
