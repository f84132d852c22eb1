import { describe, expect, test } from 'vitest';
import { instrument, type Report, type Rig } from '../sessions/rig.ts';
import { EngineServer } from './engine-server.ts';
import { songWorkspace, type Summary, type Validation } from './workspace.ts';

type Lines = Readonly<Record<string, readonly string[]>>;

/** A person's own lines that rhyme nowhere and repeat nothing. */
const prose: Lines = {
  'verse-1': [
    'The committee met in the little room upstairs',
    'Somebody had forgotten to bring the minutes',
    'We agreed that the boiler needs a different valve',
    'Nothing else was settled until the following month',
  ],
  'chorus-1': [
    'It arrived in a box without any label',
    'Perhaps the invoice will come with the post',
    'Our treasurer keeps each receipt in a folder',
    'And that is in a cupboard which is locked',
  ],
  'verse-2': [
    'An engineer explained about pressure and steam',
    'Most of us were looking out of the window',
    'Then the caretaker asked who had parked outside',
    'So the second half was rather shorter than planned',
  ],
};

const rhymed: Lines = {
  'verse-1': [
    'The boats come in when the day is done',
    'The nets lie out in the evening sun',
    'We mend what broke and we coil the rope',
    'And walk back home on a little hope',
  ],
  'verse-2': [
    'The wind gets up and the lamps go low',
    'The tide will tell us when to go',
    'We leave the quay at the edge of light',
    'And sing it home through half the night',
  ],
};

const sung: Lines = {
  'chorus-1': [
    'Come on home when the lamps are lit',
    'Come on home and we will sit',
    'Come on home by the harbour wall',
    'Come on home before you fall',
  ],
};

const spec = JSON.stringify({
  title: 'Minutes',
  blueprint_ref: 'indie_alt',
  style: {},
  lyrics: {
    theme: 'a meeting that nobody needed',
    hook: 'come on home',
    rhyme_scheme: { verse: 'AABB', chorus: 'AABB' },
    lines: prose,
  },
  producer_notes: { structure: ['verse', 'chorus', 'verse', 'chorus'] },
  sources: [],
  prompt_controls: {},
  render: { enabled: true },
  seed: 7,
});

/** A FIX that lays these lines over the artifacts of COMPOSE, by round: it first plays in round 2. */
const fixing = (rounds: Readonly<Record<number, Lines>>): string =>
  `import { artifact } from '../lib/artifact.mjs';
const rounds = ${JSON.stringify(rounds)};
export default function play({ inputs: { COMPOSE }, round }) {
  const artifacts = structuredClone(COMPOSE.artifacts);
  for (const section of artifacts.lyrics.sections) {
    const repeated = section.kind === 'chorus' ? 'chorus-1' : section.id;
    section.lines = (rounds[round] ?? {})[repeated] ?? section.lines;
  }
  return artifact('fix', { artifacts, changes: [] });
}
`;

/** What a song whose lines need mending came to, with another FIX in the place of the ensemble's. */
class Mended implements AsyncDisposable {
  readonly rig: Rig;
  readonly engine: EngineServer;
  code = -1;
  steps: readonly string[] = [];

  private constructor(rig: Rig, engine: EngineServer) {
    [this.rig, this.engine] = [rig, engine];
  }

  /** `begin` is what happens before it is played to its end. */
  static async by(fix: string, begin?: (mended: Mended) => Promise<void>): Promise<Mended> {
    const front =
      'needs: [COMPOSE, VALIDATE]\nmodule: scripts/another-fix.mjs\noutput: { schema: schemas/fix.schema.json }';
    const files = {
      'songs/minutes.json': spec,
      'ensembles/song/FIX.md': instrument(front),
      'ensembles/song/scripts/another-fix.mjs': fix,
    };
    const mended = new Mended(await songWorkspace(files, ['ensembles/song']), await EngineServer.open());
    await begin?.(mended);
    await mended.play();
    mended.steps = (await mended.rig.steps()).map((line) => line.split(':')[0] ?? '');
    return mended;
  }

  async play(): Promise<Report> {
    const words = ['play', 'songs/minutes.json', '--json'];
    const { code, stdout } = await this.rig.simphonyWith(this.engine.env, ...words);
    this.code = code;
    return JSON.parse(stdout) as Report;
  }

  /** Of VALIDATE in each round that was played. */
  async validations(): Promise<readonly Validation[]> {
    const rounds = this.steps.filter((step) => step.startsWith('VALIDATE')).map((_, at) => at + 1);
    return Promise.all(
      rounds.map(async (round) => (await this.rig.json(`takes/song/VALIDATE.${round}.json`)) as Validation),
    );
  }

  summary(): Promise<Summary> {
    return this.rig.json('output/minutes/summary.json') as Promise<Summary>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine[Symbol.asyncDispose]();
    await this.rig[Symbol.asyncDispose]();
  }
}

const beforeLoop = ['PLAN', 'STYLE', 'LYRICS', 'PRODUCER', 'COMPOSE', 'VALIDATE'];
const fixRounds = [2, 3, 4].flatMap((round) =>
  ['FIX', 'COMPOSE', 'VALIDATE'].map((node) => `${node}#${round}`),
);

/** It ended as failed: judged after the last FIX, that round kept, its issues on file, and the engine never asked. */
async function failsClosed(mended: Mended, kept: number): Promise<readonly Validation[]> {
  const { rig, engine, code, steps } = mended;
  expect([code, steps]).toEqual([3, [...beforeLoop, ...fixRounds, 'REVIEW']]);
  expect(engine.heard).toEqual([]);
  const rounds = await mended.validations();
  expect(rounds.map((round) => round.validation_result)).toEqual(['fail', 'fail', 'fail', 'fail']);
  for (const node of ['COMPOSE', 'VALIDATE'])
    expect(await rig.read(`takes/song/${node}.json`)).toBe(await rig.read(`takes/song/${node}.${kept}.json`));
  const summary = await mended.summary();
  expect(summary).toMatchObject({
    status: 'failed',
    event: { event: 'run_complete', status: 'failed' },
    render: { enabled: true, job: null },
  });
  expect([summary.scores, summary.issues, summary.hard_fails]).toEqual([
    rounds[kept - 1]?.scores,
    rounds[kept - 1]?.issues,
    rounds[kept - 1]?.hard_fails,
  ]);
  expect(summary.issues.length).toBeGreaterThan(0);
  expect(summary.record.map(({ part }) => part.replace('song/', '')).toSorted()).toEqual(
    [...beforeLoop, ...fixRounds].toSorted(),
  );
  expect(await rig.git('status', '--porcelain')).toBe('');
  // played again: nothing is, and it is as failed as before
  expect(await mended.play()).toMatchObject({ parts: { played: 0, blocked: 1 } });
  expect([mended.code, engine.heard]).toEqual([3, []]);
  return rounds;
}

describe('must show 6', { timeout: 120_000 }, () => {
  test('a FIX that changes nothing: the first attempt stands', async () => {
    await using mended = await Mended.by(fixing({}));
    const rounds = await failsClosed(mended, 1);
    expect(new Set(rounds.map(({ scores }) => scores.total)).size).toBe(1);
  });

  test('one that mends a metric and breaks another is no better for it', async () => {
    const curse = { 'chorus-1': Array<string>(4).fill('Come on home, you shit') };
    await using mended = await Mended.by(fixing({ 2: { ...rhymed, ...curse } }));
    const [first, second] = await failsClosed(mended, 1);
    expect(second?.scores['rhyme_tightness']).toBeGreaterThan(first?.scores['rhyme_tightness'] ?? 100);
    expect(second?.scores['profanity_score']).toBeLessThan(first?.scores['profanity_score'] ?? 0);
    expect(second?.hard_fails).not.toEqual([]);
  });

  test('one that never converges: the best of its attempts stands, not the last', async () => {
    const half = {
      'verse-1': [...(rhymed['verse-1'] ?? []).slice(0, 2), ...(prose['verse-1'] ?? []).slice(2)],
    };
    await using mended = await Mended.by(
      fixing({ 2: half, 3: { 'verse-1': rhymed['verse-1'] ?? [] }, 4: prose }),
    );
    const totals = (await failsClosed(mended, 3)).map(({ scores }) => scores.total);
    expect(totals[2]).toBe(Math.max(...totals));
    expect(totals.filter((total) => total === totals[2])).toHaveLength(1);
    const line = 'The boats come in when the day is done';
    expect(await mended.rig.read('output/minutes/lyrics.md')).toContain(line);
    // nothing to paste where it did not pass
    expect(await mended.rig.read('output/minutes/prompt.txt')).not.toContain(line);
  });

  test('one that throws ends the loop: what was judged before it stands', async () => {
    await using mended = await Mended.by("export default function play() { throw new Error('no idea'); }\n");
    expect([mended.code, mended.steps]).toEqual([1, [...beforeLoop, 'REVIEW']]);
    expect(await mended.summary()).toMatchObject({ status: 'failed', render: { job: null } });
    expect(mended.engine.heard).toEqual([]);
  });

  test('one that gets there in its third round: rendered once as it stood then, though it was killed before the answer', async () => {
    await using mended = await Mended.by(fixing({ 4: { ...rhymed, ...sung } }), async ({ rig, engine }) => {
      engine.submits = (nth) => (nth === 1 ? { answer: 'none', after: 'the work' } : 'well');
      const session = rig.start(['play', 'songs/minutes.json', '--jsonl'], { env: engine.env });
      await engine.hears(session, ({ method }) => method === 'POST');
      session.kill('SIGKILL');
      await session;
    });
    const { rig, engine, code, steps } = mended;
    expect([code, steps]).toEqual([0, [...beforeLoop, ...fixRounds, 'RENDER', 'REVIEW']]);
    expect(await mended.summary()).toMatchObject({
      status: 'pass',
      render: { job: { status: 'succeeded' } },
    });
    const { prompt } = (await rig.json('takes/song/COMPOSE.4.json')) as { prompt: string };
    expect(engine.submissions.map(({ body }) => (JSON.parse(body) as { prompt: string }).prompt)).toEqual([
      prompt,
    ]);
    expect(engine.begun).toHaveLength(1);
    expect(prompt).toContain('Come on home when the lamps are lit');
  });
});
