import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, type Diagnostic, type JsonObject } from '../base/index.ts';
import type { Performance } from '../performance/index.ts';
import { preview, type PlannedPart } from '../plan/index.ts';
import { nearest } from '../score/index.ts';
import { neverPlayedHere } from './events.ts';
import type { ContextView, PlanView } from './face.ts';
import { rehearse, type RehearsalOptions } from './rehearsal.ts';
import { openWorkspace } from './session.ts';
import { WorkspaceFiles } from './workspace-files.ts';

type ViewOptions = RehearsalOptions;

async function withPlan<T>(
  options: ViewOptions,
  how: {
    readonly ifChanged: readonly string[];
    readonly startsNothing: boolean;
    readonly announce?: (sentence: string) => void;
  },
  use: (lines: readonly PlannedPart[], state: Performance) => Promise<T> | T,
): Promise<{ value?: T; diagnostics: readonly Diagnostic[] }> {
  const playedBefore = existsSync(join(options.folder, '.simphony', 'journal'));
  const opened = await openWorkspace(options, 'to look');
  if ('mistakes' in opened) return { diagnostics: opened.mistakes };
  try {
    const state = await rehearse(options, opened, how.ifChanged, how.startsNothing, () => {
      if (!playedBefore) how.announce?.(neverPlayedHere);
    });
    return { value: await use(preview(state.plan), state), diagnostics: opened.warnings };
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
  const { value, diagnostics } = await withPlan(options, how, (lines) =>
    lines.map(({ address, decision, reason }) => ({ part: address, decision, reason })),
  );
  return { parts: value ?? [], diagnostics };
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

/** About four characters a token: the estimate that holds for English prose and JSON within a third. */
const tokensOf = (value: unknown): number => Math.ceil(canonicalJson(value ?? null).length / 4);

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
