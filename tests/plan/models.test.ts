import { describe, expect, test } from 'vitest';
import {
  digestOf,
  type AcceptedTake,
  type Address,
  type Json,
  type JsonObject,
  type Key,
  type KeyDigests,
} from '../../src/base/index.ts';
import {
  makePlan,
  mayLackPlayers,
  playerless,
  preview,
  reasonSentence,
  understudyDigest,
  type AtHand,
  type Before,
  type Part,
  type Plan,
  type Reason,
  type WhoPlays,
} from '../../src/plan/index.ts';
import { begin } from '../../src/performance/index.ts';
import type { Model, Score } from '../../src/score/index.ts';
import { playThrough } from '../performance/played.ts';
import { scoreOf, small, type Files } from '../score/written.ts';

const cook = 'ensembles/kitchen/cook.md';

const model = (lines = '', body = 'Cook.\n'): string => `---\nkind: model\n${lines.trim()}\n---\n${body}`;

const withUnderstudy = model('understudy: scripts/cook.mjs');

const local: Files = {
  'concerto.md': '---\nmodels: { local: { id: m, base_url: "http://127.0.0.1:1", key: LOCAL_KEY } }\n---\n',
};

const everyModel: AtHand = { models: () => true };
const noModel: AtHand = { models: () => false };
const only = (name: string): AtHand => ({ models: (one: Model) => one.name === name });

interface Decision {
  readonly reason: Reason;
  readonly plays: WhoPlays;
  readonly key: Key;
  readonly digests: KeyDigests;
  readonly input: JsonObject;
}

interface Session {
  readonly plan: Plan;
  readonly decisions: Map<Address, Decision>;
  /** What stands afterwards, with what it was before. */
  readonly before: Pick<Before, 'accepted'> & { readonly outputs: ReadonlyMap<Address, Json> };
}

const nothing: Session['before'] = { accepted: new Map(), outputs: new Map() };

/** Plays all that can be played; `playing: false` only looks. What a take brings hangs on what it hears. */
function session(
  score: Score,
  atHand: AtHand,
  before: Session['before'] = nothing,
  { playing = true, again = [] }: { readonly playing?: boolean; readonly again?: readonly string[] } = {},
): Session {
  const plan = makePlan(score, {
    accepted: before.accepted,
    takenBack: new Map(),
    again: new Set(again),
    ...atHand,
  });
  const decisions = new Map<Address, Decision>();
  const accepted = new Map(before.accepted);
  const outputs = new Map(before.outputs);
  const play = (part: Part): void => {
    const { decided } = part;
    if (decided === undefined || decided.plays === 'nobody') return;
    const output = { heard: decided.input['inputs'] ?? null };
    const take = takeOf(part, output);
    accepted.set(part.address, take);
    outputs.set(part.address, output);
    plan.settle(part, { ended: 'accepted', standing: { accepted: take, output } });
  };
  for (let news = plan.takeNews(); news.length > 0; news = plan.takeNews()) {
    for (const one of news) {
      if (one.news === 'look') {
        const { part, before: standing } = one.look;
        const output = standing === undefined ? undefined : outputs.get(standing.take.part);
        plan.looked(part, {
          reads: new Map(),
          probe: null,
          ...(standing === undefined ? {} : { before: { output } }),
        });
        if (part.decided !== undefined) decisions.set(part.address, part.decided);
      } else if (one.news === 'play' && playing) play(one.part);
    }
  }
  return { plan, decisions, before: { accepted, outputs } };
}

function takeOf(part: Part, output: Json): AcceptedTake {
  const { performer } = part.slot.node.instrument;
  const { decided } = part;
  if (decided === undefined) throw new Error(`${part.address} was not decided`);
  const understudy =
    decided.plays === 'its understudy' && performer.kind === 'model' ? performer.understudy : undefined;
  return {
    part: part.address,
    attempts: 1,
    key: decided.key,
    digests: decided.digests,
    player: understudy === undefined ? 'someone' : 'an understudy',
    ...(understudy === undefined
      ? {}
      : { understudy: understudy.path, understudySha256: understudyDigest(understudy) }),
    summary: 'a take',
    takePath: `takes/${part.address}.json`,
    outputSha256: digestOf(output),
    takeSha256: digestOf(output),
    ensembleVersion: '1.0.0',
    files: [],
    verdict: '',
    session: 'one',
  };
}

const part = 'kitchen/cook' as Address;

function decision(found: Session, address: Address = part): Decision {
  const decided = found.decisions.get(address);
  if (decided === undefined) throw new Error(`${address} was not decided`);
  return decided;
}

const why = (found: Session, address?: Address): string => {
  const { reason } = decision(found, address);
  return `${'keep' in reason ? 'keep' : 'play'}: ${reasonSentence(reason)}`;
};

describe('the key of a model', () => {
  const files: Files = {
    ...local,
    [cook]: model('model: lead\nunderstudy: scripts/cook.mjs\nskill: skills/tasting'),
    'ensembles/kitchen/skills/tasting/SKILL.md': '---\nname: tasting\ndescription: Tastes.\n---\nTwice.\n',
    'ensembles/kitchen/skills/tasting/scripts/scale.py': 'print(1)\n',
    'production.md': '## Goals\n\n- [ ] @kitchen/cook `output.total > 0` There is some.\n',
  };
  const first = session(scoreOf(files), everyModel);
  const then = (more: Files, atHand: AtHand = everyModel): Session =>
    session(scoreOf({ ...files, ...more }), atHand, first.before);
  const matter = 'model: lead\nunderstudy: scripts/cook.mjs\nskill: skills/tasting';

  test.each<[string, Files, string]>([
    [
      'its model',
      { [cook]: model(matter.replace('lead', 'nano')) },
      'the front matter of its instrument changed',
    ],
    [
      'who plays instead',
      { [cook]: model(matter.replace('lead', '[lead, nano]')) },
      'the front matter of its instrument changed',
    ],
    [
      'max_tokens',
      { [cook]: model(`${matter}\nmax_tokens: 9`) },
      'the front matter of its instrument changed',
    ],
    ['effort', { [cook]: model(`${matter}\neffort: low`) }, 'the front matter of its instrument changed'],
    ['summary', { [cook]: model(`${matter}\nsummary: nano`) }, 'the front matter of its instrument changed'],
    ['its prompt', { [cook]: model(matter, 'Cook more.') }, 'the text of its instrument changed'],
    [
      'its skill',
      {
        'ensembles/kitchen/skills/tasting/SKILL.md': '---\nname: tasting\ndescription: Tastes.\n---\nOnce.\n',
      },
      'its code changed: `ensembles/kitchen/skills/tasting/SKILL.md`',
    ],
    [
      'a file of its skill',
      { 'ensembles/kitchen/skills/tasting/scripts/scale.py': 'print(2)\n' },
      'its code changed: `ensembles/kitchen/skills/tasting/scripts/scale.py`',
    ],
    [
      'the text of its ensemble',
      { 'ensembles/kitchen/ensemble.md': '---\nensemble: kitchen\nversion: 1.0.0\n---\nSoups.\n' },
      'the text of its ensemble changed',
    ],
    [
      'a goal that is told to it, though nothing computes it',
      { 'production.md': `${String(files['production.md'])}- [ ] @kitchen/cook It is warm.\n` },
      'the criteria on its takes changed',
    ],
    [
      'the limit of a section that it has',
      {
        'concerto.md': String(local['concerto.md']).replace(
          '---\n',
          '---\nlimits: { context: { sheet: 9 } }\n',
        ),
      },
      'how much it may be sent changed: `sheet`',
    ],
  ])('%s moves it', (_, more, expected) => {
    expect(why(then(more))).toBe(`play: ${expected}`);
  });

  test.each<[string, Files]>([
    [
      'what concerto.md says of its model',
      {
        'concerto.md':
          '---\nmodels: { local: m, lead: { id: other, base_url: "http://x", key: K, price: { input: 1, output: 1 } } }\n---\n',
      },
    ],
    [
      'the code of its understudy',
      { 'ensembles/kitchen/scripts/cook.mjs': 'export default async () => 2;\n' },
    ],
    ['that it has an understudy', { [cook]: model('model: lead\nskill: skills/tasting') }],
    [
      'another understudy',
      {
        [cook]: model(matter.replace('cook.mjs', 'other.mjs')),
        'ensembles/kitchen/scripts/other.mjs': 'export default async () => 3;\n',
      },
    ],
    ['its timeout, its attempts', { [cook]: model(`${matter}\ntimeout: 1h\nattempts: 4`) }],
    [
      'the limit of a section that it has not',
      {
        'concerto.md': String(local['concerto.md']).replace(
          '---\n',
          '---\nlimits: { context: { item: 9, record: 9, reads: 9, feedback: 9, handoff: 9 } }\n',
        ),
      },
    ],
    ['what people read', { 'ensembles/kitchen/README.md': 'Hello.\n' }],
  ])('%s does not move it', (_, more) => {
    expect(why(then(more))).toMatch(/^keep: /);
  });

  test('who played does not move it: it is kept where no model can be asked', () => {
    expect(why(then({}, noModel))).toMatch(/^keep: /);
    expect(why(then({}, { ...everyModel, understudies: true }))).toMatch(/^keep: /);
  });

  test('a script has none of this in its key', () => {
    const script = session(scoreOf({}), noModel);
    expect(Object.keys(decision(script).digests)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(ensemble|limits)$/)]),
    );
    const other = {
      'ensembles/kitchen/ensemble.md': '---\nensemble: kitchen\nversion: 1.0.0\n---\nSoups.\n',
      'concerto.md': '---\nlimits: { context: { sheet: 9 } }\n---\n',
    };
    expect(why(session(scoreOf(other), noModel, script.before))).toMatch(/^keep: /);
  });

  test('what is judged by ear can make an attempt fail, so it is in every key; what nothing judges is not', () => {
    const script = session(scoreOf({}), noModel);
    const board = (item: string) => scoreOf({ 'production.md': `## Goals\n\n- [ ] @kitchen/cook ${item}\n` });
    expect(why(session(board('It is warm (by ear).'), noModel, script.before))).toBe(
      'play: the criteria on its takes changed',
    );
    expect(why(session(board('It is warm.'), noModel, script.before))).toMatch(/^keep: /);
  });
});

describe('who plays', () => {
  const names = scoreOf({ ...local, [cook]: model('model: [lead, local]\nunderstudy: scripts/cook.mjs') });
  const alone = scoreOf({ ...local, [cook]: model('model: [lead, local]') });

  test.each<[string, Score, AtHand, WhoPlays]>([
    ['a model that can be asked', names, everyModel, 'itself'],
    ['the second of its models', names, only('local'), 'itself'],
    ['no model: the understudy', names, noModel, 'its understudy'],
    ['nothing is said of models', names, {}, 'its understudy'],
    ['a model that is none of its own', names, only('nano'), 'its understudy'],
    ['on purpose', names, { ...everyModel, understudies: true }, 'its understudy'],
    ['no understudy, a model', alone, everyModel, 'itself'],
    ['no understudy, no model', alone, noModel, 'nobody'],
    ['no understudy, on purpose', alone, { ...everyModel, understudies: true }, 'nobody'],
    ['a script', scoreOf({}), { understudies: true }, 'itself'],
  ])('%s', (_, score, atHand, expected) => {
    expect(decision(session(score, atHand)).plays).toBe(expected);
  });

  test('an understudy’s take is kept while no model is there', () => {
    const first = session(names, noModel);
    expect(first.before.accepted.get(part)).toMatchObject({
      understudy: 'ensembles/kitchen/scripts/cook.mjs',
    });
    expect(why(session(names, noModel, first.before))).toMatch(/^keep: /);
  });

  test('a key appears: the model plays, under the same key; it goes away: its take is kept', () => {
    const first = session(names, noModel);
    const second = session(names, everyModel, first.before);
    expect(why(second)).toBe('play: a model is there now');
    expect(decision(second)).toMatchObject({ plays: 'itself', key: decision(first).key });
    expect(second.before.accepted.get(part)?.understudy).toBeUndefined();
    expect(why(session(names, noModel, second.before))).toMatch(/^keep: /);
    expect(why(session(names, everyModel, second.before))).toMatch(/^keep: /);
  });

  test('with `--understudies` a model that could be asked changes nothing', () => {
    const understudies = { ...everyModel, understudies: true };
    const first = session(names, understudies);
    expect(why(session(names, understudies, first.before))).toMatch(/^keep: /);
    expect(why(session(names, everyModel, first.before))).toBe('play: a model is there now');
  });

  test('the understudy’s code counts against its own takes only', () => {
    const files = (code: string, matter = withUnderstudy): Score =>
      scoreOf({
        'ensembles/kitchen/scripts/cook.mjs': `import { n } from "./n.mjs";\nexport default async () => n;\n`,
        'ensembles/kitchen/scripts/n.mjs': `export const n = ${code};\n`,
        [cook]: matter,
      });
    const understudys = session(files('1'), noModel).before;
    const models = session(files('1'), everyModel).before;
    expect(why(session(files('2'), noModel, understudys))).toBe(
      'play: the understudy that played it changed',
    );
    expect(why(session(files('1'), noModel, understudys))).toMatch(/^keep: /);
    expect(why(session(files('2'), noModel, models))).toMatch(/^keep: /);
    expect(why(session(files('2'), everyModel, models))).toMatch(/^keep: /);
    // A model plays it again, whatever its understudy is now.
    expect(why(session(files('2'), everyModel, understudys))).toBe('play: a model is there now');
    // Nobody is named any more who could have played that.
    const gone = session(files('1', model()), noModel, understudys);
    expect(decision(gone)).toMatchObject({ plays: 'nobody', reason: { play: 'understudy_changed' } });
  });

  test('a changed key goes before who plays', () => {
    const first = session(names, noModel);
    const changed = scoreOf({
      ...local,
      [cook]: model('model: [lead, local]\nunderstudy: scripts/cook.mjs', 'More.'),
    });
    expect(why(session(changed, everyModel, first.before))).toBe('play: the text of its instrument changed');
  });

  test('plan says who plays where that is not the instrument itself', () => {
    const lines = (score: Score, atHand: AtHand): string[] =>
      preview(session(score, atHand, nothing, { playing: false }).plan).map(({ reason }) => reason);
    expect(lines(names, everyModel)).toEqual(['it was never accepted before']);
    expect(lines(names, noModel)).toEqual([
      'it was never accepted before; its understudy `scripts/cook.mjs` plays',
    ]);
    expect(lines(alone, noModel)).toEqual([
      'it was never accepted before; nobody can play it: the model `lead` or `local` cannot be asked here, and it names no understudy',
    ]);
    const first = session(names, noModel);
    expect(preview(session(names, noModel, first.before).plan)).toMatchObject([
      { decision: 'keep', reason: 'nothing that it hears or is made of has changed' },
    ]);
  });
});

describe('nobody plays', () => {
  const refused = (
    score: Score,
    atHand: AtHand = noModel,
    before = nothing,
  ): { readonly may: boolean; readonly found: ReturnType<typeof playerless> } => {
    const { plan } = session(score, atHand, before, { playing: false });
    return { may: mayLackPlayers(plan), found: playerless(plan) };
  };

  test('it is refused at its `model`, with the variable to set', () => {
    expect(refused(scoreOf({ [cook]: model('description: Soup\nmodel: lead') }))).toEqual({
      may: true,
      found: [
        {
          code: 'nobody_plays',
          severity: 'mistake',
          message:
            'nobody can play `kitchen/cook`: the model `lead` (claude-opus-5-5) cannot be asked here, and it names no understudy',
          at: expect.objectContaining({ file: cook, line: 4, column: 8 }),
          help: 'set ANTHROPIC_API_KEY, or name a script that plays in its place with `understudy:`',
        },
      ],
    });
  });

  test.each<[string, string, AtHand, string]>([
    ['a variable of its own', 'model: local', noModel, 'set LOCAL_KEY, or'],
    ['either', 'model: [lead, local, nano]', noModel, 'set ANTHROPIC_API_KEY or LOCAL_KEY, or'],
    ['no variable', 'model: open', noModel, 'name a script'],
    ['on purpose', 'model: lead', { ...everyModel, understudies: true }, 'or play without `--understudies`'],
  ])('what to do: %s', (_, lines, atHand, expected) => {
    const files = {
      'concerto.md':
        '---\nmodels: { local: { id: m, base_url: "http://x", key: LOCAL_KEY }, open: { id: m, base_url: "http://x" } }\n---\n',
      [cook]: model(lines),
    };
    expect(refused(scoreOf(files), atHand).found[0]?.help).toContain(expected);
  });

  test('not where someone plays, or where it is kept, or skipped', () => {
    const alone = scoreOf({ [cook]: model() });
    expect(refused(alone, everyModel)).toEqual({ may: false, found: [] });
    expect(refused(scoreOf({ [cook]: withUnderstudy }))).toEqual({ may: false, found: [] });
    const played = session(alone, everyModel).before;
    expect(refused(alone, noModel, played)).toEqual({ may: true, found: [] });
    expect(refused(scoreOf({ [cook]: model('when: sheet.title == "no"') }))).toEqual({
      may: true,
      found: [],
    });
    const changed = scoreOf({ [cook]: model('', 'More.') });
    expect(refused(changed, noModel, played).found).toHaveLength(1);
  });

  const chain = (shop: string, cooks: string): Score =>
    scoreOf({
      ...small,
      'ensembles/kitchen/shop.md': `---\nkind: script\nmodule: scripts/cook.mjs\nneeds: [sheet]\n---\n${shop}`,
      [cook]: model('needs: [shop]', cooks),
    });

  test('of one whose turn is still to come, unless it may be kept', () => {
    expect(refused(chain('Buy.', 'Cook.')).found).toMatchObject([{ code: 'nobody_plays' }]);
    const played = session(chain('Buy.', 'Cook.'), everyModel).before;
    expect(refused(chain('Buy more.', 'Cook.'), noModel, played).found).toEqual([]);
    // What is bought is the same, so what was cooked is kept.
    expect(why(session(chain('Buy more.', 'Cook.'), noModel, played))).toMatch(/^keep: /);
  });

  test('all of them at once, also those that wait for one another', () => {
    const files = { [cook]: model('needs: []'), 'ensembles/kitchen/serve.md': model('needs: [cook]') };
    expect(refused(scoreOf(files)).found.map(({ at }) => at?.file)).toEqual([
      cook,
      'ensembles/kitchen/serve.md',
    ]);
  });

  test('a fan-out whose items are not known, and a loop’s member that has no first pass', () => {
    const files = {
      'ensembles/kitchen/ensemble.md':
        '---\nloops: [{ name: l, body: [mend, taste], until: taste.heard != null, max: 2 }]\n---\n',
      [cook]: '---\nkind: script\nmodule: scripts/cook.mjs\n---\n',
      'ensembles/kitchen/slice.md': model('each: cook.slices'),
      'ensembles/kitchen/taste.md': '---\nkind: script\nmodule: scripts/cook.mjs\nneeds: [cook, mend]\n---\n',
      'ensembles/kitchen/mend.md': model('needs: [taste]'),
    };
    expect(refused(scoreOf(files)).found.map(({ at }) => at?.file)).toEqual([
      'ensembles/kitchen/mend.md',
      'ensembles/kitchen/slice.md',
    ]);
  });

  test('who turns out to play all the same fails with the same words, and blocks', () => {
    const served = scoreOf({
      'ensembles/kitchen/shop.md': '---\nkind: script\nmodule: scripts/cook.mjs\n---\n',
      [cook]: model('needs: [shop]'),
      'ensembles/kitchen/serve.md': '---\nkind: script\nmodule: scripts/cook.mjs\nneeds: [cook]\n---\n',
    });
    const { state, started, published } = playThrough(served, () => 1);
    expect(started).toEqual(['kitchen/shop']);
    expect(published).toEqual(['kitchen/shop']);
    expect(state.plan.parts.get(part)?.ending).toMatchObject({
      ended: 'failed',
      kind: 'other',
      because: expect.stringContaining('cannot be asked here'),
    });
    expect(state.plan.parts.get('kitchen/serve' as Address)?.ending).toMatchObject({
      ended: 'blocked',
      by: part,
    });
    expect(state.over).toBe(true);
  });

  test('nothing starts before it is asked: a rehearsal looks and plays nothing', () => {
    const [state, commands] = begin(
      scoreOf({ [cook]: model() }),
      { accepted: new Map(), takenBack: new Map(), again: new Set() },
      { parallel: 0 },
    );
    expect(commands.map(({ command }) => command)).toEqual(['look']);
    state.plan.looked(state.plan.parts.get(part) as Part, { reads: new Map(), probe: null });
    expect(playerless(state.plan)).toHaveLength(1);
  });
});

describe('lines of the handoff', () => {
  const cooks = (lines: number, limit: string): Session => {
    const names = Array.from({ length: lines }, (_, n) => `c${String(n).padStart(2, '0')}`);
    const files = Object.fromEntries(
      names.map((name, n) => [
        `ensembles/kitchen/${name}.md`,
        `---\nkind: script\nmodule: scripts/cook.mjs\nneeds: [handoff${n === 0 ? '' : `, ${names[n - 1] ?? ''}`}]\n---\n`,
      ]),
    );
    return session(
      scoreOf({
        'concerto.md': `---\n${limit}\n---\n`,
        ...files,
        [cook]: model(`needs: [handoff, ${names.at(-1) ?? ''}]`),
      }),
      everyModel,
    );
  };
  const heard = (found: Session): readonly string[] =>
    (decision(found).input['handoff'] as string[] | undefined) ?? [];

  test('newest first, as many in a chain of ten as in one of forty', () => {
    const [short, long] = [heard(cooks(9, '')), heard(cooks(40, ''))];
    expect(short[0]).toMatch(/^c08 · /);
    expect(long[0]).toMatch(/^c39 · /);
    expect(Buffer.byteLength(JSON.stringify(long))).toBeLessThanOrEqual(200 * 4);
    expect(Buffer.byteLength(JSON.stringify(long))).toBe(Buffer.byteLength(JSON.stringify(short)));
    expect(long).toHaveLength(8);
  });

  test('the limit is concerto.md’s, and what it leaves out is known', () => {
    const found = cooks(6, 'limits: { context: { handoff: 25 } }');
    expect(heard(found)).toHaveLength(1);
    const asked = found.plan.parts.get(part) as Part;
    expect(found.plan.leftOutOfHandoff(asked)).toEqual(
      ['c04', 'c03', 'c02', 'c01', 'c00'].map((name) => `kitchen/${name}`),
    );
    expect(heard(cooks(6, 'limits: { context: { handoff: 0 } }'))).toEqual([]);
    const all = cooks(6, '');
    expect(all.plan.leftOutOfHandoff(all.plan.parts.get(part) as Part)).toEqual([]);
  });

  test('another limit changes what is heard, and so the key of every instrument that hears it', () => {
    const [few, more] = [cooks(6, 'limits: { context: { handoff: 25 } }'), cooks(6, '')];
    const last = 'kitchen/c05' as Address;
    expect(decision(few, last).digests['input.handoff']).not.toBe(
      decision(more, last).digests['input.handoff'],
    );
    expect(decision(few).digests['limits']).toEqual(decision(more).digests['limits']);
  });
});
