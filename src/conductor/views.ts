import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  approximateTokens,
  canonicalJson,
  type Diagnostic,
  type Json,
  type JsonObject,
} from '../base/index.ts';
import type { Performance } from '../performance/index.ts';
import { mayLackPlayers, playerless, preview, type PlannedPart } from '../plan/index.ts';
import { nearest } from '../score/index.ts';
import { estimated, lineOf, totalOf } from './estimate.ts';
import { neverPlayedHere } from './events.ts';
import type { ContextView, PlanView } from './face.ts';
import { firstRequestOf, type FirstRequest } from './play-request.ts';
import { rehearse, type RehearsalOptions } from './rehearsal.ts';
import { openWorkspace, type Opened } from './session.ts';
import { WorkspaceFiles } from './workspace-files.ts';

type ViewOptions = RehearsalOptions;

async function withPlan<T>(
  options: ViewOptions,
  how: {
    readonly ifChanged: readonly string[];
    readonly startsNothing: boolean;
    readonly announce?: (sentence: string) => void;
  },
  use: (lines: readonly PlannedPart[], state: Performance, opened: Opened) => Promise<T> | T,
): Promise<{ value?: T; diagnostics: readonly Diagnostic[] }> {
  const playedBefore = existsSync(join(options.folder, '.simphony', 'journal'));
  const opened = await openWorkspace(options, 'to look');
  if ('mistakes' in opened) return { diagnostics: opened.mistakes };
  try {
    const state = await rehearse(options, opened, how.ifChanged, how.startsNothing, () => {
      if (!playedBefore) how.announce?.(neverPlayedHere);
    });
    return { value: await use(preview(state.plan), state, opened), diagnostics: opened.warnings };
  } finally {
    await opened.record.release();
  }
}

export async function planView(
  options: ViewOptions,
  ifChanged: readonly string[] = [],
  announce: (sentence: string) => void = () => {},
): Promise<PlanView> {
  const how = { ifChanged, startsNothing: false, announce };
  const { value, diagnostics } = await withPlan(options, how, async (lines, { plan }, opened) => {
    const files = new WorkspaceFiles(options.folder, opened.opening, opened.record);
    const all = await estimated(plan, lines, opened.before.accepted, files);
    const lacking = mayLackPlayers(plan) ? playerless(plan) : [];
    const total = totalOf(all);
    const isAsked = total.parts > 0 || total.notSpent.tokens > 0;
    return { parts: all.map(lineOf), lacking, ...(isAsked ? { total } : {}) };
  });
  if (value === undefined) return { parts: [], diagnostics };
  const { lacking, ...view } = value;
  return { ...view, diagnostics: [...diagnostics, ...lacking] };
}

/** The lines that a person may mean: the address, without its ensemble, or all parts of an instrument. */
function meant(lines: readonly PlannedPart[], part: string): readonly PlannedPart[] {
  const exact = lines.filter(
    ({ address }) => address === part || address.slice(address.indexOf('/') + 1) === part,
  );
  if (exact.length > 0) return exact;
  const whole = (address: string): string => address.replace(/(\[.*\])?(#\d+)?$/, '');
  const isOf = (address: string, name: string): boolean =>
    whole(address) === name || whole(address).slice(address.indexOf('/') + 1) === name;
  const all = lines.filter(({ address }) => isOf(address, part));
  // An item or a round that is not known yet: what its instrument waits for.
  return all.length > 0
    ? all
    : lines.filter(({ address, decision }) => decision === 'after' && isOf(address, whole(part)));
}

function notPlanned(part: string, lines: readonly PlannedPart[]): Diagnostic {
  const names = lines.map(({ address }) => address);
  const near = nearest(part, [...names, ...names.map((name) => name.slice(name.indexOf('/') + 1))]);
  return {
    code: 'unknown_part',
    severity: 'mistake',
    message: `the plan has no part \`${part}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
    help: `its parts: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`,
  };
}

export async function explainPart(
  options: ViewOptions,
  part: string,
): Promise<{ sentence?: string; diagnostics: readonly Diagnostic[] }> {
  const { value: lines, diagnostics } = await withPlan(
    options,
    { ifChanged: [], startsNothing: true },
    (planned) => planned,
  );
  if (lines === undefined) return { diagnostics };
  const found = meant(lines, part);
  if (found.length === 0) return { diagnostics: [...diagnostics, notPlanned(part, lines)] };
  const sentences = found.map(
    ({ address, decision, reason }) =>
      `${address} · ${decision === 'after' ? reason : `${decision}: ${reason}`}`,
  );
  return { sentence: sentences.join('\n'), diagnostics };
}

const tokensOf = (value: unknown): number => approximateTokens(canonicalJson(value ?? null));

/** Exactly what would be sent: the sections of its prompt, what was left out of each, and the request. */
function sentView(
  part: string,
  input: JsonObject,
  reads: readonly string[],
  { model, prompt, body }: FirstRequest,
): ContextView {
  const form = body.output_config?.format?.schema;
  return {
    part,
    input,
    sections: [
      ...prompt.sections.map(({ name, tokens }) => ({ name, tokens })),
      ...(form === undefined ? [] : [{ name: 'form of the answer', tokens: tokensOf(form) }]),
    ],
    reads,
    leftOut: prompt.sections.flatMap(({ left }) => left.map(({ what, rule }) => `${what}: ${rule}`)),
    sent: {
      model: model.id,
      system: prompt.system,
      message: prompt.message,
      ...(form === undefined ? {} : { form }),
      body: JSON.parse(JSON.stringify(body)) as Json,
    },
  };
}

export async function contextOf(
  options: ViewOptions,
  part: string,
): Promise<{ view?: ContextView; diagnostics: readonly Diagnostic[] }> {
  const opened = await openWorkspace(options, 'to look');
  if ('mistakes' in opened) return { diagnostics: opened.mistakes };
  try {
    const state = await rehearse(options, opened, [], true, () => {});
    const lines = preview(state.plan);
    const [line] = meant(lines, part);
    if (line === undefined) return { diagnostics: [...opened.warnings, notPlanned(part, lines)] };
    const decided = line.part?.decided;
    if (line.part === undefined || decided === undefined) {
      return {
        diagnostics: [
          {
            code: 'not_known_yet',
            severity: 'mistake',
            message: `what \`${line.address}\` hears is not known yet: ${line.reason}`,
          },
        ],
      };
    }
    const input: JsonObject = { ...decided.input, attempt: 1, feedback: [] };
    const files = new WorkspaceFiles(options.folder, opened.opening, opened.record);
    const reads = [
      ...(await files.read(state.plan.lookFor(line.part))).map(({ path }) => path),
      ...state.plan.filesFor(line.part).keys(),
    ];
    const first = await firstRequestOf(state.plan, line.part, files);
    if (first !== undefined)
      return { view: sentView(line.address, input, reads, first), diagnostics: opened.warnings };
    return {
      view: {
        part: line.address,
        input,
        sections: Object.entries(input).map(([name, value]) => ({ name, tokens: tokensOf(value) })),
        reads,
        leftOut: [],
      },
      diagnostics: opened.warnings,
    };
  } finally {
    await opened.record.release();
  }
}
