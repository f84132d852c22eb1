import type { Json, Sha256, Span } from '../base/index.ts';
import type { Expression, JsonTemplate, Template } from './expression.ts';

/** Everything a person wrote, parsed and without mistakes. Read once, at the opening of a session. */
export interface Score {
  readonly concerto: Concerto;
  readonly sheet: Sheet;
  readonly production: Production;
  /** By their real names; `cast` is already applied to every reference inside. */
  readonly ensembles: ReadonlyMap<string, Ensemble>;
  /** Every file that makes the score, with the digest of its bytes: what is protected during a session. */
  readonly files: ReadonlyMap<string, Sha256>;
  /** Of all of the above with line ends as LF: the session's id hangs on it. */
  readonly digest: Sha256;
}

export interface Concerto {
  readonly plays: readonly string[];
  /** Parts in flight; `undefined` is the machine's cores. */
  readonly parallel?: number;
  /** A role's name to the real ensemble's name. */
  readonly cast: ReadonlyMap<string, string>;
  readonly limits: Limits;
  /** What happens to a part that asks for a sandbox where this machine has none: it fails, or plays without. */
  readonly sandbox: 'required' | 'best';
  /** By the name that instruments use; `nano`, `standard` and `lead` are always there. */
  readonly models: ReadonlyMap<string, Model>;
}

/** A model, as concerto.md names it or an instrument by its id. */
export interface Model {
  /** `standard`; the id itself where an instrument names one. */
  readonly name: string;
  readonly id: string;
  /** Of an endpoint that speaks the Messages API; absent: the provider's own, or ANTHROPIC_BASE_URL. */
  readonly baseUrl?: string;
  /** Name of the variable that holds the key of `baseUrl`; the provider's key never goes to another endpoint. */
  readonly keyName?: string;
  /** Absent where it is unknown: then so is what a call costs. */
  readonly price?: Price;
}

/** USD for a million tokens. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  /** Read from the provider's prompt cache, and written into it. */
  readonly cached: number;
  readonly written: number;
}

export interface Price extends Rates {
  /** Of every token of a call whose prompt, cached or not, has more than `over` tokens. */
  readonly long?: Rates & { readonly over: number };
}

export interface Limits {
  /** Lines of handoff.md and of summary.txt that are kept. Default 100. */
  readonly handoff: number;
  /** Bytes; a larger file is recorded and not committed. Default 1 MiB. */
  readonly commit: number;
  /** Bytes that one attempt may print. Default 16 MiB. */
  readonly output: number;
  /** Tokens that each section of a model's prompt may have. */
  readonly context: ContextLimits;
}

/** Sections of what a model is sent, and the tokens that each may have at most. */
export interface ContextLimits {
  /** The ensemble's text. */
  readonly ensemble: number;
  readonly skill: number;
  /** Criteria, constraints and notes of production.md in its scope. */
  readonly production: number;
  readonly sheet: number;
  /** Of every instrument, whatever its kind: what is not handed over is not in the key. */
  readonly handoff: number;
  readonly record: number;
  readonly inputs: number;
  readonly item: number;
  /** Content of the files that it reads. */
  readonly reads: number;
  readonly feedback: number;
}

export interface Sheet {
  /** Path from the workspace's folder, usually `sheetMusic.md`. */
  readonly file: string;
  readonly title: string;
  readonly slug: string;
  readonly seed: number;
  /** The prose without its cues, LF, trimmed. */
  readonly text: string;
  /** Real names of the ensembles to play: the sheet's, else concerto's, else all. */
  readonly plays: readonly string[];
  readonly cues: readonly Cue[];
  /** Values after schema and defaults; a string for which an ensemble declares a schema is already the parsed file. */
  readonly inputs: ReadonlyMap<string, SheetInput>;
  /** Of the session: sheet over production over ensemble defaults. Every flag that any played ensemble declares. */
  readonly flags: ReadonlyMap<string, Json>;
  readonly budget: { readonly usd?: number; readonly tokens?: number; readonly minutes?: number };
}

export interface SheetInput {
  readonly value: Json;
  /** Ensembles (real names) that declare this input; empty: handed to every instrument that needs the sheet. */
  readonly declaredBy: readonly string[];
  /** True where a person wrote it in the sheet: only such a path may lie outside the workspace. */
  readonly written: boolean;
}

export interface Cue {
  readonly ensemble: string;
  readonly nickname?: string;
  /** What follows the `@name`, one line of text. */
  readonly text: string;
  readonly at: Span;
}

export interface Ensemble {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Real names of the ensembles that must have finished. */
  readonly needs: readonly string[];
  readonly flags: ReadonlyMap<string, Json>;
  readonly parallel?: number;
  readonly loops: readonly Loop[];
  readonly instruments: ReadonlyMap<string, Instrument>;
  /** The body of ensemble.md, LF. */
  readonly text: string;
  /** `ensembles/<name>` from the workspace's folder. */
  readonly folder: string;
}

export interface Loop {
  readonly name: string;
  /** Nicknames, in order; the last one is what `until` reads. */
  readonly body: readonly string[];
  /** Members that first play in round 2: those, other than the last, that list the last one among their needs. */
  readonly withoutFirstPass: readonly string[];
  readonly until: Expression;
  readonly max: number;
  readonly best?: Expression;
  readonly at: Span;
}

/** One reference from an instrument to another. */
export interface Need {
  /** Real ensemble and nickname. */
  readonly ensemble: string;
  readonly nickname: string;
  /** Its name in `inputs`: the nickname, or `other/instrument` as it was written (the role, not the cast). */
  readonly as: string;
  /** Written with `?`: plays also when the need has failed. */
  readonly optional: boolean;
  /** On a loop member at or after the own place in the body: hears the previous round's take. */
  readonly back: boolean;
  /** Only `each` draws from it, so it is heard as `item` and stands neither in `inputs` nor in the key. */
  readonly itemOnly: boolean;
}

export interface Each {
  readonly expression: Expression;
  /**
   * Set where the expression is the bare name of fan-outs, or such names joined with `+`: then item i can play
   * as soon as item i of its source is there. References point at entries of `needs`, in order.
   */
  readonly sources?: readonly { readonly ensemble: string; readonly nickname: string }[];
}

export interface Instrument {
  readonly ensemble: string;
  readonly nickname: string;
  /** `ensembles/<ensemble>/<nickname>.md` */
  readonly file: string;
  readonly kind: 'model' | 'script' | 'service' | 'dsp';
  readonly description: string;
  readonly needs: readonly Need[];
  /** Inputs of the sheet from which only `each` draws: heard as `item`, so they stand neither in its sheet nor in the key. */
  readonly drawnInputs?: readonly string[];
  readonly hearsSheet: boolean;
  readonly hearsHandoff: boolean;
  readonly hearsRecord: boolean;
  readonly reads: readonly ReadPattern[];
  readonly probe?: readonly Template[];
  readonly each?: Each;
  readonly when?: Expression;
  /** `when` names `item`, so it is asked for each part. */
  readonly whenPerItem: boolean;
  /** Names of the flags that are handed over: those its expressions name and those listed, sorted. */
  readonly flags: readonly string[];
  /**
   * What of `sheet`, `slug` and `id` its expressions name: member paths such as ['sheet','inputs','source'] or
   * ['slug']. Their values join the key, whether or not the sheet is needed.
   */
  readonly named: readonly (readonly string[])[];
  readonly writes: readonly WritePattern[];
  readonly output: OutputForm;
  readonly checks: readonly Check[];
  readonly attempts: number;
  /** Nickname, of the same ensemble. */
  readonly returnsTo?: string;
  readonly timeoutMs: number;
  readonly parallel?: number;
  /** An attempt whose end nobody saw may simply be made again. As written; else true, but for a request that is not safe. */
  readonly idempotent: boolean;
  /** Names of environment variables that are handed through. */
  readonly env: readonly string[];
  readonly emits: string;
  readonly result: boolean;
  /** Its programs see their scratch folder, their code and a read-only system, with or without the network. */
  readonly sandbox?: 'files' | 'files+net';
  readonly performer: Performer;
  /** The body, LF: its own instructions. */
  readonly text: string;
  /** Parsed, normalised front matter that can change a take (design, Keys (b)). */
  readonly frontMatter: Json;
  /** Its code (design, Keys (c)), path → digest of the content with LF; packages as `name@version`. */
  readonly code: ReadonlyMap<string, string>;
  /** Loop of its ensemble that it is a member of. */
  readonly loop?: string;
}

export type Performer =
  | ModelPerformer
  /** Path of a module under the ensemble's folder, from the workspace's folder. */
  | { readonly kind: 'module'; readonly path: string }
  | { readonly kind: 'command'; readonly words: readonly Template[] }
  | {
      readonly kind: 'service';
      readonly request: ServiceRequest;
      readonly poll?: ServicePoll;
      readonly status?: ServiceStatus;
    }
  | DspPerformer;

/** A sound: rendered from a graph, or from a program that an expression yields or a model writes. */
export interface DspPerformer {
  readonly kind: 'dsp';
  readonly source: DspSource;
  /** Seconds. Of a graph it may be absent: then the graph's own counts. */
  readonly duration?: Expression;
  /** Whether its end must join its beginning. Absent: as the graph says; a program's sound is no loop. */
  readonly loop?: Expression;
}

export type DspSource =
  | { readonly from: 'graph'; readonly graph: Expression }
  | ({ readonly from: 'program'; readonly program: Expression } & OfProgram)
  | ({ readonly from: 'model'; readonly model: ModelPerformer } & OfProgram);

export interface OfProgram {
  readonly language: ProgramLanguage;
  readonly channels: 1 | 2;
}

export type ProgramLanguage = 'faust' | 'python';

export interface ModelPerformer {
  readonly kind: 'model';
  /** What its `model` says, or its `kind` where it says nothing. */
  readonly at: Span;
  /** In order of preference, never empty: the next one plays where the quota of the one before is gone. */
  readonly models: readonly Model[];
  /** Of an answer. */
  readonly maxTokens: number;
  readonly effort?: 'low' | 'medium' | 'high' | 'xhigh' | 'max';
  readonly understudy?: Understudy;
  readonly skill?: Skill;
  /** Makes the take's line where the answer brings none. */
  readonly summary?: Model;
  /** What it is asked for, and its understudy too, where that is not the output. */
  readonly answer?: JsonSchema;
  /** Path of the module that makes the output of the answer, whoever answered; from the workspace's folder. */
  readonly refine?: string;
}

/** A deterministic module that plays a model's part where there is no model. */
export interface Understudy {
  /** Path of the module, from the workspace's folder. */
  readonly path: string;
  /** As `Instrument.code`. Counts only against takes that it played. */
  readonly code: ReadonlyMap<string, string>;
}

/** A folder in the open Agent Skills format. */
export interface Skill {
  readonly name: string;
  readonly description: string;
  /** The body of its SKILL.md, LF. */
  readonly text: string;
  /** From the workspace's folder. */
  readonly folder: string;
  /** Its files, from the workspace's folder: they lie at the same place below `skills/<name>/` in the scratch folder. */
  readonly files: readonly string[];
}

export interface ServiceRequest {
  readonly method: string;
  readonly url: Template;
  readonly headers: ReadonlyMap<string, Template>;
  readonly body?: JsonTemplate;
}

export interface ServicePoll {
  readonly url: Template;
  readonly headers: ReadonlyMap<string, Template>;
  readonly everyMs: number;
  /** In its scope `response` is the last answer. */
  readonly until: Expression;
  readonly timeoutMs: number;
}

/** Asked for a request whose answer was not seen, instead of sending it again. No part of the key: it makes no take. */
export interface ServiceStatus extends ServiceRequest {
  readonly timeoutMs: number;
  /** Whether the service knows the request, `response` being what it says; without it, any good answer says yes. */
  readonly found?: Expression;
  /** Of `response`, what `request` would have answered; all of it where nothing is written. */
  readonly answer?: Expression;
  /** What the service does not know is sent; `idempotent: false` forbids even that. */
  readonly unknownIsSent: boolean;
}

export interface ReadPattern {
  readonly glob: Template;
  readonly exclude: boolean;
  /** It begins with `{sheet.inputs.<input>}`: its files lie under `inputs/<input>/` in the scratch folder. */
  readonly input?: string;
}

export interface WritePattern {
  readonly glob: Template;
  /** Written without `*`: the file must be there. */
  readonly required: boolean;
}

export type OutputForm =
  | { readonly form: 'json'; readonly schema?: JsonSchema }
  | { readonly form: 'markdown' }
  | { readonly form: 'none' }
  | { readonly form: 'run' };

export interface JsonSchema {
  /** From the workspace's folder. */
  readonly file: string;
  readonly schema: Json;
  /** Schemas that it `$ref`s in other files, by the path they are referred to, from the workspace's folder. */
  readonly others: ReadonlyMap<string, Json>;
}

export type Check =
  | { readonly check: 'is'; readonly expression: Expression }
  | {
      readonly check: 'run';
      readonly words: readonly Template[];
      /** Over code, stdout, stderr; `undefined` is `code == 0`. */
      readonly is?: Expression;
      readonly timeoutMs: number;
      readonly optional: boolean;
      readonly at: Span;
    };

export interface Production {
  readonly file: 'production.md';
  /** As it was read: what ticks and rows are worked into. `undefined` where the file is missing. */
  readonly text?: string;
  /** Goals and constraints, in the order of the file. */
  readonly criteria: readonly Criterion[];
  readonly metrics: readonly Metric[];
  readonly deliverables: readonly Deliverable[];
  readonly notes: readonly Note[];
}

export interface Scope {
  readonly ensemble?: string;
  readonly nickname?: string;
}

export interface Criterion {
  /** Stable while the words of its line are: names the box again in a later text of the file. */
  readonly id: string;
  readonly kind: 'goal' | 'constraint';
  readonly scope: Scope;
  readonly expression?: Expression;
  /** The words of the item without box, scope and expression. */
  readonly text: string;
  /** It has a task box. */
  readonly box: boolean;
  readonly byEar: boolean;
  /** Who judges by ear, where that is not `nano`. */
  readonly ear?: Model;
  readonly at: Span;
}

export interface Metric {
  readonly id: string;
  readonly name: string;
  readonly measure:
    | { readonly builtIn: 'accuracy' | 'coherence' | 'efficiency' | 'performance' }
    | { readonly expression: Expression };
  readonly target:
    | { readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!='; readonly than: number }
    | { readonly from: number; readonly to: number };
  readonly scope: Scope;
  readonly at: Span;
}

export interface Deliverable {
  readonly id: string;
  /** Whose it is: it is looked for only where that one is played. */
  readonly ensemble?: string;
  /** A path or glob; `{slug}` and other expressions allowed. */
  readonly glob: Template;
  readonly text: string;
  readonly box: boolean;
  readonly at: Span;
}

/** A paragraph or list item under Notes; one that begins with a scope is heard there only. */
export interface Note {
  readonly scope: Scope;
  readonly text: string;
}
