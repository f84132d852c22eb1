/** Commands that start nothing of the workspace: they ask the Conductor, and print. */
import { hasMistakes } from '../../base/index.ts';
import { costWords, count, type Answer } from '../answer.ts';
import type {
  ContextView,
  Estimate,
  Finding,
  LogEntry,
  PlanView,
  PlayOptions,
  StatusView,
} from '../conductor.ts';
import { duration } from '../duration.ts';
import { oneLine, type Paint } from '../paint.ts';
import { columns } from '../columns.ts';
import type { World } from '../world.ts';

const asking = (world: World, sheet: string | undefined): Omit<PlayOptions, 'onEvent'> => ({
  folder: world.folder,
  signal: new AbortController().signal,
  environment: world.environment,
  now: world.now,
  ...(sheet === undefined ? {} : { sheet }),
});

export async function check(world: World, sheet: string | undefined): Promise<Answer> {
  const conductor = await world.conductor();
  const diagnostics = await conductor.check(world.folder, sheet);
  const ok = !hasMistakes(diagnostics);
  return {
    code: ok ? 0 : 2,
    data: { mistakes: diagnostics.filter(({ severity }) => severity === 'mistake').length },
    diagnostics,
    text: (paint) => (ok ? `${paint.green('✓')} the score has no mistakes` : ''),
  };
}

/** Each part twice, in scratch folders; exit 3 where two plays of the same thing differ. */
export async function checkTwice(world: World, sheet: string | undefined): Promise<Answer> {
  const conductor = await world.conductor();
  const interruption = world.interruptible(() => world.err.write('stopping what runs\n'));
  const { different, diagnostics } = await conductor.checkTwice({
    ...asking(world, sheet),
    signal: interruption.signal,
    onEvent: () => undefined,
  });
  interruption.release();
  const code = hasMistakes(diagnostics) ? 2 : different.length > 0 ? 3 : 0;
  return {
    code: interruption.code() ?? code,
    ...(code === 3
      ? { reason: `${count(different.length, 'part')} played differently the second time` }
      : {}),
    data: { different },
    diagnostics,
    text: (paint) => {
      if (code === 2) return '';
      if (different.length === 0) return `${paint.green('✓')} every part played the same twice`;
      return different
        .map((part) => `${paint.red('✗')} ${part} played differently the second time`)
        .join('\n');
    },
  };
}

export async function plan(
  world: World,
  sheet: string | undefined,
  ifChanged: readonly string[],
  understudies = false,
): Promise<Answer> {
  const conductor = await world.conductor();
  const { parts, total, diagnostics } = await conductor.plan(
    { ...asking(world, sheet), ...(understudies ? { understudies } : {}) },
    ifChanged.length > 0 ? ifChanged : undefined,
    (sentence) => world.err.write(`${sentence}\n`),
  );
  const wrong = hasMistakes(diagnostics);
  const text = (paint: Paint): string => {
    if (wrong) return '';
    if (parts.length === 0) return 'no part is known';
    const tints = { play: paint.green, keep: paint.dim, after: paint.yellow, skip: paint.dim };
    const rows = parts.map(({ part, decision, reason, estimate }) => [
      part,
      tints[decision](decision.padEnd(5)),
      oneLine(reason),
      estimate === undefined ? '' : estimateWords(estimate),
    ]);
    const counts = (['play', 'after', 'keep', 'skip'] as const)
      .map((decision) => [parts.filter((one) => one.decision === decision).length, decision] as const)
      .filter(([many]) => many > 0)
      .map(([many, decision]) => `${many} ${decision}`);
    return [
      columns(rows),
      `${count(parts.length, 'part')}: ${counts.join(', ')}`,
      ...(total === undefined ? [] : totalLines(total)),
    ].join('\n');
  };
  const data = { parts, ...(total === undefined ? {} : { total }) };
  return { code: wrong ? 2 : 0, data, diagnostics, text };
}

/** `~1,200 tokens, $0.0100 (last take)` */
function estimateWords({ tokens, usd, basis }: Estimate): string {
  if (tokens === null) return 'tokens and cost unknown';
  const about = basis === 'last take' ? 'about' : 'up to about';
  return `${about} ${count(tokens, 'token')}, ${costWords(usd)} (${basis})`;
}

/** What may be spent, and what is not because takes are kept: two figures. */
function totalLines({ tokens, usd, parts, unknown, notSpent }: NonNullable<PlanView['total']>): string[] {
  const more = unknown === 0 ? '' : `, and ${count(unknown, 'part')} of which nobody knows`;
  return [
    ...(parts === 0
      ? []
      : [
          `models: about ${count(tokens, 'token')}, ${costWords(usd)} for ${count(parts - unknown, 'part')}${more}`,
        ]),
    ...(notSpent.tokens === 0
      ? []
      : [
          `not spent, because takes are kept: ${count(notSpent.tokens, 'token')}, ${costWords(notSpent.usd)}`,
        ]),
  ];
}

export async function explain(world: World, sheet: string | undefined, part: string): Promise<Answer> {
  const conductor = await world.conductor();
  const { sentence, diagnostics } = await conductor.explain(asking(world, sheet), part);
  return {
    code: sentence === undefined ? 2 : 0,
    data: sentence === undefined ? null : { part, sentence },
    diagnostics,
    text: () => sentence ?? '',
  };
}

export async function context(world: World, sheet: string | undefined, part: string): Promise<Answer> {
  const conductor = await world.conductor();
  const { view, diagnostics } = await conductor.context(asking(world, sheet), part);
  return {
    code: view === undefined ? 2 : 0,
    data: view ?? null,
    diagnostics,
    text: (paint) => (view === undefined ? '' : contextText(view, paint)),
  };
}

function contextText({ part, input, sections, reads, leftOut, sent }: ContextView, paint: Paint): string {
  const total = sections.reduce((sum, { tokens }) => sum + tokens, 0);
  return [
    sent === undefined
      ? `${paint.bold(part)} hears about ${count(total, 'token')}:`
      : `${paint.bold(part)} is sent to ${sent.model}: about ${count(total, 'token')}`,
    columns(sections.map(({ name, tokens }) => [`  ${name}`, tokens.toLocaleString('en-US')])),
    ...(reads.length === 0 ? [] : [`files: ${reads.join(', ')}`]),
    ...(leftOut.length === 0 ? [] : ['left out:', ...leftOut.map((one) => `  ${oneLine(one)}`)]),
    ...(sent === undefined ? [JSON.stringify(input, null, 2)] : sentText(sent, paint)),
  ].join('\n');
}

/** As it is sent, every line of it; other controls than line ends and tabs are told, not obeyed. */
function sentText({ system, message, form }: NonNullable<ContextView['sent']>, paint: Paint): string[] {
  const lines = (text: string): string[] => text.split('\n').map((line) => visible(line));
  return [
    paint.bold('--- system'),
    ...lines(system),
    paint.bold('--- message'),
    ...lines(message),
    ...(form === undefined ? [] : [paint.bold('--- form of the answer'), JSON.stringify(form, null, 2)]),
  ];
}

const visible = (line: string): string =>
  line.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (found) =>
    found === '\t' ? found : `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`,
  );

export async function status(world: World): Promise<Answer> {
  const conductor = await world.conductor();
  const { view, diagnostics } = await conductor.status(world);
  return {
    code: view === undefined ? 2 : 0,
    data: view ?? null,
    diagnostics,
    text: (paint) => (view === undefined ? '' : statusText(view, paint)),
  };
}

export function statusText({ session, parts, usage, spent, saved, next }: StatusView, paint: Paint): string {
  const head =
    session === undefined
      ? 'no session was played here yet'
      : `${paint.bold(oneLine(session.title))} · ${session.date} · ${session.id} · ${session.state}${session.run === undefined ? '' : ` · run ${session.run}`}`;
  const rows = parts.map(({ part, state, summary, reason, duration_ms }) => [
    `  ${part}`,
    state,
    oneLine(reason ?? summary ?? ''),
    duration_ms === undefined ? '' : duration(duration_ms),
  ]);
  return [
    head,
    ...(rows.length === 0 ? [] : [columns(rows)]),
    ...spentLines({ usage, spent, saved }),
    ...nextLines(next, paint),
  ].join('\n');
}

/** The sum, and a line for each instrument that asked a model. */
function spentLines({ usage, spent, saved }: Pick<StatusView, 'usage' | 'spent' | 'saved'>): string[] {
  if (usage.tokens === 0) return [];
  const rows = spent.map(({ instrument, calls, input, cached, output, usd, keptShare }) => [
    `  ${instrument}`,
    count(calls, 'call'),
    `${input.toLocaleString('en-US')} in${cached === 0 ? '' : ` (${cached.toLocaleString('en-US')} cached)`}`,
    `${output.toLocaleString('en-US')} out`,
    costWords(usd),
    `${Math.round(keptShare * 100)}% for takes that were kept`,
  ]);
  return [
    `${count(usage.tokens, 'token')}, ${costWords(usage.usd)}`,
    columns(rows),
    ...(saved === 0 ? [] : [`the provider's prompt cache saved ${costWords(saved)}`]),
  ];
}

export const nextLines = (next: readonly string[], paint: Paint): string[] =>
  next.length === 0 ? [] : ['', paint.bold('what to do next:'), ...next.map((one) => `  ${oneLine(one)}`)];

export async function log(world: World, nickname: string | undefined): Promise<Answer> {
  const conductor = await world.conductor();
  const { entries, diagnostics } = await conductor.log(world, nickname);
  const row = ({ commit, date, subject, verdict }: LogEntry, paint: Paint): string[] => [
    paint.yellow(commit.slice(0, 10)),
    date,
    oneLine(subject),
    paint.dim(oneLine(verdict)),
  ];
  const nobody =
    nickname === undefined ? 'no step is in git yet' : `no step of \`${nickname}\` is in git yet`;
  return {
    code: hasMistakes(diagnostics) ? 2 : 0,
    data: { entries },
    diagnostics,
    text: (paint) => {
      if (entries.length > 0) return columns(entries.map((entry) => row(entry, paint)));
      return hasMistakes(diagnostics) ? '' : nobody;
    },
  };
}

export async function doctor(world: World): Promise<Answer> {
  const conductor = await world.conductor();
  const findings = await conductor.doctor(world.folder, world.environment);
  const bad = findings.filter(({ state }) => state === 'bad');
  return {
    code: bad.length > 0 ? 2 : 0,
    ...(bad.length > 0
      ? { reason: `${count(bad.length, 'thing')} to mend: ${bad.map(({ subject }) => subject).join(', ')}` }
      : {}),
    data: { findings },
    diagnostics: [],
    text: (paint) => findings.map((finding) => findingText(finding, paint)).join('\n'),
  };
}

function findingText({ subject, state, message, help }: Finding, paint: Paint): string {
  const mark = { good: paint.green('✓'), notice: paint.yellow('!'), bad: paint.red('✗') }[state];
  const line = `${mark} ${paint.bold(subject)}: ${oneLine(message)}`;
  return help === undefined ? line : `${line}\n    ${oneLine(help)}`;
}
