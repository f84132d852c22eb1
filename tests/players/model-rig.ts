import type { Address, Json, JsonObject } from '../../src/base/index.ts';
import type {
  Brought,
  CallEnd,
  ModelCall,
  ModelRequest,
  PlayersOptions,
  PlayRequest,
} from '../../src/players/index.ts';
import type { Time } from '../../src/players/model/time.ts';
import {
  defaultLimits,
  type Instrument,
  type Model,
  type ModelPerformer,
  type OutputForm,
} from '../../src/score/index.ts';
import { Rig, type Attempt, type Logged } from './rig.ts';

/** A clock that need not be waited for: a pause is noted, and over. */
export class QuickTime implements Time {
  readonly pauses: number[] = [];
  #passed = 0;

  now(): number {
    return Date.now() + this.#passed;
  }
  async pause(ms: number): Promise<void> {
    this.pauses.push(ms);
    this.#passed += ms;
  }
  chance(): number {
    return 1;
  }
  pass(ms: number): void {
    this.#passed += ms;
  }
}

/** What a test says of one attempt of a model; the rest is as for any model's. */
export interface ModelAttempt extends Omit<Attempt, 'performer' | 'output'> {
  readonly performer?: Partial<ModelPerformer>;
  readonly text?: string;
  readonly form?: OutputForm;
  readonly model?: Partial<ModelRequest>;
}

export const key = 'sk-local-5c1f0e9d7a3b42';
export const price = { input: 3, output: 15, cached: 0.3, written: 3.75 };

export const modelAt = (baseUrl: string, more: Partial<Model> = {}): Model => ({
  name: 'standard',
  id: 'model-a',
  baseUrl,
  keyName: 'LOCAL_KEY',
  price,
  ...more,
});

export const schemaForm = (schema: Json, others: ReadonlyMap<string, Json> = new Map()): OutputForm => ({
  form: 'json',
  schema: { file: 'schemas/x.json', schema, others },
});

/** Players that ask models, every call of them, and what they were told. */
export class ModelRig {
  readonly time: QuickTime;
  readonly rig: Rig;
  readonly calls: ModelCall[] = [];
  readonly ends: CallEnd[] = [];
  readonly logs: Logged[] = [];
  /** What a budget says; by default there is none. */
  allow: (call: ModelCall) => string | undefined = () => undefined;

  private constructor(rig: Rig, time: QuickTime) {
    this.rig = rig;
    this.time = time;
  }

  static async with(
    options: PlayersOptions = {},
    files: { readonly [path: string]: string } = {},
  ): Promise<ModelRig> {
    const time = new QuickTime();
    return new ModelRig(await Rig.with(files, { time, ...options }), time);
  }

  request(url: string, asked: ModelAttempt = {}): PlayRequest {
    const { performer, text, form, model, ...rest } = asked;
    const whole: ModelPerformer = {
      kind: 'model',
      models: [modelAt(url)],
      maxTokens: 1000,
      at: { file: 'ensembles/kitchen/cook.md', line: 1, column: 1 },
      ...performer,
    };
    const request = this.rig.request({
      environment: { PATH: process.env['PATH'], LOCAL_KEY: key },
      ...rest,
      performer: whole,
    });
    const instrument: Instrument = {
      ...request.instrument,
      kind: 'model',
      text: text ?? 'Cook something.',
      output: form ?? { form: 'json' },
    };
    return {
      ...request,
      instrument,
      model: {
        plays: 'itself',
        ensembleText: '',
        criteria: [],
        limits: defaultLimits.context,
        ...model,
      },
    };
  }

  /** Submits; the part is what to ask the result of. */
  submit(request: PlayRequest): Address {
    this.rig.players.submit(request, { progress: () => undefined, ...this.listener });
    return request.part;
  }

  get listener() {
    return {
      log: (text: string, fields?: JsonObject) => {
        this.logs.push({ text, ...(fields === undefined ? {} : { fields }) });
      },
      calling: async (call: ModelCall) => {
        const because = this.allow(call);
        if (because !== undefined) return { allowed: false, because } as const;
        this.calls.push(call);
        return {
          allowed: true,
          settle: async (end: CallEnd) => {
            this.ends.push(end);
          },
        } as const;
      },
    };
  }

  play(url: string, asked: ModelAttempt = {}): Promise<Brought> {
    return this.rig.players.result(this.submit(this.request(url, asked)));
  }

  async take(url: string, asked: ModelAttempt = {}): Promise<Extract<Brought, { brought: 'take' }>> {
    const brought = await this.play(url, asked);
    if (brought.brought !== 'take') throw new Error(`no take: ${JSON.stringify(brought)}`);
    return brought;
  }

  /** `failed: …`, `waits: …`: in one line what came of an attempt that brought no take. */
  async failure(url: string, asked: ModelAttempt = {}): Promise<string> {
    const brought = await this.play(url, asked);
    switch (brought.brought) {
      case 'take':
        throw new Error(`a take: ${JSON.stringify(brought.take)}`);
      case 'cancelled':
        return 'cancelled';
      case 'waits':
        return `waits for ${brought.for}: ${brought.because}${brought.until === undefined ? '' : ` until ${brought.until}`}`;
      default:
        return `${brought.brought}: ${brought.feedback.map(({ criterion, evidence }) => `${criterion}: ${evidence}`).join(' | ')}`;
    }
  }

  /** `seen`, `unseen`, `free`, in order. */
  get settled(): string[] {
    return this.ends.map(({ end }) => end);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rig[Symbol.asyncDispose]();
  }
}
