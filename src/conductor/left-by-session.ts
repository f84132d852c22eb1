import { printAddress, withoutSummary, isJsonObject, type Json, type JsonObject } from '../base/index.ts';
import { standingOf, type Part, type Plan } from '../plan/index.ts';
import type { EndedRun } from '../record/index.ts';
import type { Ending, RunDetails } from './face.ts';

/** What stands for a node as far as its session has come. */
export interface NodeLeft {
  /** As events call it, but for the round: one output stands for all of them. */
  readonly node: string;
  /** The address with the round that stands. */
  readonly part: string;
  readonly path: string;
  readonly output: Json;
}

/** In the order of the score. */
export function leftBy(plan: Plan): NodeLeft[] {
  const isOne = plan.graph.ensembles.size === 1;
  return [...plan.graph.nodes.keys()].flatMap((id) =>
    standingParts(plan, id).flatMap((part): NodeLeft[] => {
      const standing = standingOf(part);
      if (standing === undefined) return [];
      const { takePath: path } = standing.accepted;
      return [{ node: nodeOf(part, isOne), part: part.address, path, output: standing.output }];
    }),
  );
}

/** Of a loop that is being played, the last round that brought something. */
function standingParts(plan: Plan, id: Parameters<Plan['slots']['slotOf']>[0]): readonly Part[] {
  const standing = plan.slots.standingSlot(id);
  if (standing !== undefined) return standing.parts;
  const loop = plan.graph.nodes.get(id)?.loop;
  const last = loop === undefined ? 0 : (plan.slots.loops.get(loop)?.round ?? 0);
  for (let round = last; round > 0; round -= 1) {
    const parts = plan.slots.slotOf(id, round)?.parts ?? [];
    if (parts.some((part) => standingOf(part) !== undefined)) return parts;
  }
  return [];
}

const nodeOf = ({ name }: Part, isOne: boolean): string => {
  const whole = printAddress({ ...name, round: 1 });
  return isOne ? whole.slice(name.ensemble.length + 1) : whole;
};

/** Where what a session brought is to be found once it is over. */
export function endOf(
  plan: Plan | undefined,
  { code, report }: Ending,
): Pick<EndedRun, 'code' | 'reason' | 'takes' | 'ensembles' | 'usage'> {
  const left = plan === undefined ? [] : leftBy(plan);
  return {
    code,
    ...(report.reason === undefined ? {} : { reason: report.reason }),
    takes: left.map(({ node, part, path }) => ({ node, part, path })),
    ensembles: Object.fromEntries(
      Object.entries(report.ensembles).map(([name, { status }]) => {
        const result = plan === undefined ? undefined : resultNodes(plan, name, left);
        return [name, { status, ...(result === undefined ? {} : { result }) }];
      }),
    ),
    usage: report.usage,
  };
}

/** The nodes whose outputs are an ensemble's result. */
function resultNodes(plan: Plan, ensemble: string, left: readonly NodeLeft[]): string | string[] | undefined {
  const ids = plan.graph.ensembles.get(ensemble) ?? [];
  const id = ids.find((one) => plan.graph.nodes.get(one)?.instrument.result === true);
  if (id === undefined) return undefined;
  const nodes = left
    .filter(({ part }) => part.replace(/(\[.*\])?(#\d+)?$/, '') === id)
    .map(({ node }) => node);
  return plan.graph.nodes.get(id)?.instrument.each === undefined ? nodes[0] : nodes;
}

/** Characters of outputs, as JSON, that are told of one run; what does not fit is named. */
export const mostOutput = 4 << 20;

/** Outputs by node, and what they say under `metrics`. An output is told as it is handed over: without its summary. */
export function toldOutputs(
  left: readonly { readonly node: string; readonly output: Json | undefined }[],
): Pick<RunDetails, 'outputs' | 'scores' | 'omitted'> {
  const outputs: Record<string, Json> = {};
  const scores: Record<string, JsonObject> = {};
  const omitted: string[] = [];
  let size = 0;
  for (const { node, output } of left) {
    const told = output === undefined ? undefined : withoutSummary(output);
    const length = told === undefined ? 0 : JSON.stringify(told).length;
    if (told === undefined || size + length > mostOutput) {
      omitted.push(node);
      continue;
    }
    size += length;
    outputs[node] = told;
    if (isJsonObject(told) && isJsonObject(told['metrics'])) scores[node] = told['metrics'];
  }
  return { outputs, scores, ...(omitted.length === 0 ? {} : { omitted }) };
}
