import type { Address, Json, JsonObject, Outcome, TakeFile, Verdict } from '../base/index.ts';
import {
  judgeDeliverables,
  judgeEnsemble,
  judgeMetrics,
  judgeSession,
  shareOf,
  ticksOf,
  type Ear,
  type JudgedLine,
  type JudgedOfTake,
  type Listen,
} from '../judge/index.ts';
import type { Performance } from '../performance/index.ts';
import { outputsOf, resultOf, standingOf, valueOf, type Part, type Plan } from '../plan/index.ts';
import type { HeardFile } from '../players/index.ts';
import {
  criteriaFor,
  expandText,
  type Criterion,
  type Deliverable,
  type Expression,
  type Metric,
  type Score,
  type Values,
} from '../score/index.ts';

/** Judged lines that look further than one take, and the boxes that follow. */
export interface SessionJudgement {
  readonly lines: readonly JudgedLine[];
  readonly ticks: ReadonlyMap<string, boolean>;
}

/** Who listens for the wider scopes, and where the texts of files are. */
export interface Hearing {
  /** `ensemble`: absent for those without a scope. */
  readonly listenFor: (ensemble: string | undefined) => Listen;
  readonly textsOf: (files: readonly (TakeFile | string)[]) => Promise<readonly HeardFile[]>;
}

/** Asks the judge about everything with a wider scope than a take, when that scope has finished. */
export class Judgement {
  readonly #score: Score;
  readonly #verdicts: ReadonlyMap<Address, Verdict>;
  readonly #hearing: Hearing | undefined;
  readonly #lines: JudgedLine[] = [];
  /** Ensembles are judged one after the other, since a model may be asked about each. */
  #judged: Promise<void> = Promise.resolve();

  constructor(score: Score, verdicts: ReadonlyMap<Address, Verdict>, hearing: Hearing | undefined) {
    this.#score = score;
    this.#verdicts = verdicts;
    this.#hearing = hearing;
  }

  /** An ensemble has finished: the criteria with its scope. */
  ensemble(name: string, plan: Plan): Promise<void> {
    this.#judged = this.#judged.then(() => this.#judgeEnsemble(name, plan));
    return this.#judged;
  }

  async #judgeEnsemble(name: string, plan: Plan): Promise<void> {
    const values = { ...outputsOf(plan, name), result: resultOf(plan, name), ...this.#common(name) };
    const { heard, unheard } = this.#inPlay(
      this.#score.production.criteria.filter(
        ({ scope }) => scope.ensemble === name && scope.nickname === undefined,
      ),
      (expression) => missingInstruments(expression, name, this.#score, plan),
    );
    this.#lines.push(
      ...(await judgeEnsemble(
        name,
        heard,
        values,
        this.#earFor(name, outputsOf(plan, name), () => takesOf(plan, name)),
      )),
      ...unheard,
    );
  }

  /** Of a session that was stopped: the ensembles that had finished, and nothing wider. */
  async soFar(plan: Plan): Promise<SessionJudgement> {
    await this.#judged;
    return { lines: this.#lines, ticks: this.ticks(plan) };
  }

  /** Everything else, before the close. `matches` answers with the workspace's files that a glob names. */
  async session(
    state: Performance,
    spent: { readonly ms: number; readonly tokens: number },
    matches: (glob: string) => readonly string[],
  ): Promise<SessionJudgement> {
    await this.#judged;
    const { plan } = state;
    const { production, sheet } = this.#score;
    const values = this.#sessionValues(plan);
    const { heard, unheard } = this.#inPlay(
      production.criteria.filter(({ scope }) => scope.ensemble === undefined),
      (expression) => missingEnsembles(expression, this.#score, plan),
    );
    this.#lines.push(
      ...(await judgeSession(heard, values, this.#sessionEar(plan, values, matches))),
      ...unheard,
    );
    this.#lines.push(...judgeDeliverables(this.#deliverables(plan), values, matches));
    const ticks = this.ticks(plan);
    const onTakes = this.#onTakes(plan, new Map());
    const across = shareOf(computed(this.#lines));
    const facts = {
      ...(onTakes.of === 0 ? {} : { onTakes }),
      ...(across.of === 0 ? {} : { acrossTakes: across }),
      tokens: {
        used: spent.tokens,
        ...(sheet.budget.tokens === undefined ? {} : { budgeted: sheet.budget.tokens }),
      },
      ms: {
        used: spent.ms,
        ...(sheet.budget.minutes === undefined ? {} : { budgeted: sheet.budget.minutes * 60_000 }),
      },
    };
    const metrics = production.metrics
      .filter((metric) => this.#isPlayed(metric, plan))
      .flatMap((metric) =>
        judgeMetrics([metric], { ...facts, values: this.#metricValues(metric, plan, values) }),
      );
    this.#lines.push(...metrics);
    return { lines: this.#lines, ticks };
  }

  /** Boxes as far as can be said now: what has finished, and every take that stands. */
  ticks(plan: Plan): ReadonlyMap<string, boolean> {
    const { production } = this.#score;
    const heard = new Map<string, Outcome[]>();
    for (const { id, outcome } of this.#lines) hear(heard, id, outcome);
    this.#onTakes(plan, heard);
    return ticksOf([...production.criteria, ...production.deliverables], heard);
  }

  #earFor(
    ensemble: string | undefined,
    output: Json,
    files: () => readonly (TakeFile | string)[],
  ): Ear | undefined {
    if (this.#hearing === undefined) return undefined;
    const { listenFor, textsOf } = this.#hearing;
    return {
      listen: listenFor(ensemble),
      audible: async () => ({ output, files: await textsOf(files()) }),
    };
  }

  /** Without a scope it is what was delivered that is heard, with the outputs of every ensemble. */
  #sessionEar(plan: Plan, values: Values, matches: (glob: string) => readonly string[]): Ear | undefined {
    const outputs = Object.fromEntries(
      [...plan.graph.ensembles.keys()].map((name) => [name, outputsOf(plan, name)]),
    );
    return this.#earFor(undefined, outputs, () =>
      this.#deliverables(plan).flatMap(({ glob }) => {
        const path = expandText(glob, values);
        return path.ok && path.value !== '' ? matches(path.value) : [];
      }),
    );
  }

  #common(ensemble: string): Values {
    const { sheet } = this.#score;
    return {
      sheet: {
        title: sheet.title,
        text: sheet.text,
        inputs: Object.fromEntries([...sheet.inputs].map(([name, { value }]) => [name, value])),
      },
      flags: Object.fromEntries(sheet.flags),
      slug: sheet.slug,
      seed: sheet.seed,
      ensemble,
    };
  }

  #sessionValues(plan: Plan): Values {
    const values: Record<string, JsonObject> = {};
    for (const name of plan.graph.ensembles.keys()) values[name] = outputsOf(plan, name);
    for (const [role, real] of this.#score.concerto.cast)
      if (values[real] !== undefined) values[role] = values[real];
    return { ...this.#common(''), ...values };
  }

  #metricValues({ scope }: Metric, plan: Plan, session: Values): Values {
    const { ensemble, nickname } = scope;
    if (ensemble === undefined) return session;
    if (nickname === undefined)
      return { ...outputsOf(plan, ensemble), result: resultOf(plan, ensemble), ...this.#common(ensemble) };
    const slot = plan.slots.standingSlot(`${ensemble}/${nickname}`);
    const files = (slot?.parts ?? [])
      .flatMap((part) => standingOf(part)?.accepted.files ?? [])
      .map(({ path, size, sha256 }) => ({ path, size, sha256 }));
    return { output: valueOf(slot), files, ...this.#common(ensemble) };
  }

  /** Those of the session and of the ensembles that it plays. */
  #deliverables(plan: Plan): readonly Deliverable[] {
    return this.#score.production.deliverables.filter(
      ({ ensemble }) => ensemble === undefined || plan.graph.ensembles.has(ensemble),
    );
  }

  #isPlayed({ scope }: Metric, plan: Plan): boolean {
    if (scope.ensemble === undefined) return true;
    return scope.nickname === undefined
      ? plan.graph.ensembles.has(scope.ensemble)
      : plan.graph.nodes.has(`${scope.ensemble}/${scope.nickname}`);
  }

  #inPlay(
    criteria: readonly Criterion[],
    missing: (expression: Expression) => string | undefined,
  ): { heard: Criterion[]; unheard: JudgedLine[] } {
    const heard: Criterion[] = [];
    const unheard: JudgedLine[] = [];
    for (const criterion of criteria) {
      const { expression, id } = criterion;
      const absent = expression === undefined ? undefined : missing(expression);
      if (absent === undefined) heard.push(criterion);
      else
        unheard.push({
          id,
          criterion: expression?.source ?? criterion.text,
          outcome: 'not heard',
          evidence: `${absent} is not played by this sheet`,
        });
    }
    return { heard, unheard };
  }

  /** Computed criteria on single takes; hears each for the boxes of production.md on the way. */
  #onTakes(plan: Plan, heard: Map<string, Outcome[]>): { held: number; of: number } {
    const share = { held: 0, of: 0 };
    for (const slot of plan.slots.all) {
      const { instrument } = slot.node;
      const criteria = criteriaFor(this.#score.production, instrument.ensemble, instrument.nickname);
      for (const part of slot.parts) {
        const outcomes = this.#outcomesOf(part, criteria, heard);
        share.held += outcomes.held;
        share.of += outcomes.of;
      }
    }
    return share;
  }

  #outcomesOf(
    part: Part,
    criteria: readonly Criterion[],
    heardSoFar: Map<string, Outcome[]>,
  ): { held: number; of: number } {
    const verdict: readonly JudgedOfTake[] | undefined = this.#verdicts.get(part.address);
    const ended = part.ending?.ended;
    if (ended === 'kept') {
      for (const { id } of criteria) hear(heardSoFar, id, 'held');
      const line = standingOf(part)?.accepted.verdict ?? '';
      const held = Number(/(\d+) held/.exec(line)?.[1] ?? 0);
      return { held, of: held };
    }
    if (ended === undefined || ended === 'skipped') return { held: 0, of: 0 };
    for (const { id } of criteria)
      hear(heardSoFar, id, verdict?.find((one) => one.id === id)?.outcome ?? 'failed');
    return shareOf(computed(verdict ?? []));
  }
}

/** The files of the takes that stand in an ensemble. */
const takesOf = (plan: Plan, ensemble: string): readonly TakeFile[] =>
  [...plan.graph.nodes.values()]
    .filter((node) => node.ensemble.name === ensemble)
    .flatMap((node) => plan.slots.standingSlot(node.id)?.parts ?? [])
    .flatMap((part) => standingOf(part)?.accepted.files ?? []);

/** What was computed: a rating has no part in the shares of what held. */
const computed = (lines: readonly JudgedOfTake[]): readonly Outcome[] =>
  lines.filter(({ byEar }) => byEar !== true).map(({ outcome }) => outcome);

function hear(heard: Map<string, Outcome[]>, id: string, outcome: Outcome): void {
  const outcomes = heard.get(id);
  if (outcomes === undefined) heard.set(id, [outcome]);
  else outcomes.push(outcome);
}

function missingInstruments(
  { names }: Expression,
  ensemble: string,
  score: Score,
  plan: Plan,
): string | undefined {
  const all = score.ensembles.get(ensemble)?.instruments;
  const absent = names.find(
    (name) => all?.has(name) === true && !plan.graph.nodes.has(`${ensemble}/${name}`),
  );
  return absent === undefined ? undefined : `${ensemble}/${absent}`;
}

function missingEnsembles({ names, paths }: Expression, score: Score, plan: Plan): string | undefined {
  const real = (name: string): string => score.concerto.cast.get(name) ?? name;
  const absent = names.find(
    (name) => score.ensembles.has(real(name)) && !plan.graph.ensembles.has(real(name)),
  );
  if (absent !== undefined) return absent;
  const part = paths.find(([name, nickname]) => {
    const ensemble = score.ensembles.get(real(name ?? ''));
    return (
      nickname !== undefined &&
      ensemble?.instruments.has(nickname) === true &&
      !plan.graph.nodes.has(`${ensemble.name}/${nickname}`)
    );
  });
  return part === undefined ? undefined : part.slice(0, 2).join('/');
}
