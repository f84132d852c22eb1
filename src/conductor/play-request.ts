import type { Take } from '../base/index.ts';
import type { Plan, Part, WhoPlays, Wrote } from '../plan/index.ts';
import {
  bodyFor,
  heardFiles,
  mostCost,
  mostInputTokens,
  programWanted,
  promptFor,
  type LaidFile,
  type MessageBody,
  type ModelCall,
  type ModelRequest,
  type PlayRequest,
  type Prompt,
} from '../players/index.ts';
import { criteriaOn, expandTemplate, modelOf, type Model, type Score } from '../score/index.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

/** What it may write, with its templates expanded. */
export function writesFor(
  plan: Plan,
  part: Part,
  attempt: number,
):
  | { readonly ok: true; readonly value: PlayRequest['writes'] }
  | { readonly ok: false; readonly because: string } {
  const values = plan.valuesFor(part, attempt);
  const value: { glob: string; required: boolean }[] = [];
  for (const { glob, required } of part.slot.node.instrument.writes) {
    const found = expandTemplate(glob, values);
    if (!found.ok) return { ok: false, because: `${JSON.stringify(glob.source)}: ${found.because}` };
    for (const one of Array.isArray(found.value) ? found.value : [found.value])
      value.push({ glob: String(one).replace(/^(\.\/)+/, ''), required });
  }
  return { ok: true, value };
}

/** The files of a model's skill, then what it reads, and on top the files of the takes it needs. */
export async function laidFor(plan: Plan, part: Part, files: WorkspaceFiles): Promise<LaidFile[]> {
  const laid = new Map<string, LaidFile>();
  const look = plan.lookFor(part);
  const left = new Set(look.before?.take.files.map(({ path }) => path));
  const own = (path: string): { own?: true } => (left.has(path) ? { own: true } : {});
  for (const file of skillFiles(part, files)) laid.set(file.path, file);
  if (look.reads.length > 0) {
    for (const file of await files.read(look)) {
      laid.set(file.path, { path: file.path, from: await file.content(), ...own(file.path) });
    }
  }
  for (const { path, executable, ...file } of look.needFiles.values()) {
    const from = await files.takeContent({ path, ...file });
    laid.set(path, { path, from, ...own(path), ...(executable === true ? { executable } : {}) });
  }
  return [...laid.values()];
}

/** Whoever plays: its scripts are at hand for checks and for the understudy, too. */
function skillFiles({ slot: { node } }: Part, files: WorkspaceFiles): LaidFile[] {
  const skill = modelOf(node.instrument)?.skill;
  if (skill === undefined) return [];
  const { name, folder, files: paths } = skill;
  return paths.map((path) => ({
    path: `skills/${name}/${path.slice(folder.length + 1)}`,
    ...files.ofScore(path),
  }));
}

/** Of a part that a model or its understudy plays. */
export function modelRequestFor(
  score: Score,
  { slot: { node }, decided }: Part,
  plays: WhoPlays,
): ModelRequest | undefined {
  const { instrument, ensemble } = node;
  const wrote = plays === 'what it wrote' ? decided?.wrote : undefined;
  if (modelOf(instrument) === undefined || plays === 'nobody') return undefined;
  return {
    plays,
    ...(wrote === undefined ? {} : { wrote: { ...wrote, by: writtenBy(wrote.take) } }),
    ensembleText: ensemble.text,
    criteria: criteriaOn(score.production, instrument.ensemble, instrument.nickname),
    limits: score.concerto.limits.context,
  };
}

const writtenBy = ({
  player,
  model,
  understudy,
  sent,
}: Wrote['take']): Pick<Take, 'player' | 'model' | 'understudy' | 'sent'> => ({
  player,
  ...(model === undefined ? {} : { model }),
  ...(understudy === undefined ? {} : { understudy }),
  ...(sent === undefined ? {} : { sent }),
});

/** What the first call of a part may cost at worst. */
export async function firstWorst(
  plan: Plan,
  part: Part,
  files: WorkspaceFiles,
): Promise<ModelCall['worst'] | undefined> {
  const first = await firstRequestOf(plan, part, files);
  if (first === undefined) return undefined;
  const worst = { input: mostInputTokens(first.body), output: first.body.max_tokens };
  const usd = mostCost(first.model.price, worst);
  return { ...worst, ...(usd === undefined ? {} : { usd }) };
}

/** Exactly what the first attempt of a model's part would send, whoever would play it here. */
export interface FirstRequest {
  readonly model: Model;
  readonly prompt: Prompt;
  readonly body: MessageBody;
}

/** `undefined` for a part that no model plays, one that is not decided, or one whose templates cannot be expanded. */
export async function firstRequestOf(
  plan: Plan,
  part: Part,
  files: WorkspaceFiles,
): Promise<FirstRequest | undefined> {
  const { instrument } = part.slot.node;
  const performer = modelOf(instrument);
  const { decided } = part;
  const request = modelRequestFor(plan.score, part, 'itself');
  if (performer === undefined || decided === undefined || request === undefined) return undefined;
  if (decided.plays === 'what it wrote') return undefined;
  const writes = writesFor(plan, part, 1);
  const model = performer.models.find((one) => plan.atHand.models?.(one) === true) ?? performer.models[0];
  if (!writes.ok || model === undefined) return undefined;
  const program = programWanted(instrument, plan.valuesFor(part, 1));
  if (program === 'cannot be said') return undefined;
  const prompt = promptFor({
    ...(program === undefined ? {} : { program }),
    performer,
    instrument,
    model: request,
    input: { ...decided.input, attempt: 1, feedback: [] },
    writes: program === undefined ? writes.value : [],
    files: await heardFiles(await laidFor(plan, part, files)),
  });
  return { model, prompt, body: bodyFor(model.id, performer, prompt) };
}
