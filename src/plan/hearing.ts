import { bytesOfTokens, shortName, type Address, type Json, type TakeFile } from '../base/index.ts';
import { expandTemplate, type Score } from '../score/index.ts';
import { drawsItemsFrom, nodeId } from './graph.ts';
import { standingOf } from './heard.ts';
import { handoffLine, partValues } from './input.ts';
import type { Look, Part } from './part.ts';
import type { Past } from './past.ts';
import type { Slots } from './slots.ts';
import { inOrder } from './turns.ts';

/** Lines of the handoff that a part hears at most. */
const mostLines = 8;

/** What a part hears of the takes before it, directly or not: files, handoff lines, the record. */
export class Hearing {
  readonly #score: Score;
  readonly #slots: Slots;
  readonly #past: Past;

  constructor(score: Score, slots: Slots, past: Past) {
    this.#score = score;
    this.#slots = slots;
    this.#past = past;
  }

  /** The parts that it needs directly, each once. */
  #needed(part: Part): Part[] {
    const { node, round } = part.slot;
    const found = new Set<Part>(part.source === undefined ? [] : [part.source]);
    for (const need of node.instrument.needs) {
      if (need.itemOnly) continue;
      for (const one of this.#slots.slotFor(need, node, round)?.parts ?? []) found.add(one);
    }
    return [...found].filter((one) => standingOf(one) !== undefined);
  }

  needFiles(part: Part): Map<string, TakeFile> {
    const files = new Map<string, TakeFile>();
    for (const one of this.#needed(part).sort((a, b) => inOrder(a.turn, b.turn))) {
      for (const file of standingOf(one)?.accepted.files ?? []) files.set(file.path, file);
    }
    return files;
  }

  /** All parts that it needs, directly or not, newest first; with all rounds of a loop where those are asked for. */
  *#ancestors(part: Part, rounds: 'that stand' | 'all' = 'that stand'): Generator<Part> {
    const seen = new Set<Part>();
    const open: Part[] = [];
    const add = (one: Part): void => {
      if (seen.has(one)) return;
      seen.add(one);
      let at = open.length;
      while (at > 0 && later(open[at - 1] as Part, one)) at -= 1;
      open.splice(at, 0, one);
    };
    const addNeeds = (of: Part, needed: readonly Part[]): void => {
      for (const one of needed) add(one);
      if (rounds === 'all') for (const one of this.#roundsOfLoops(of)) add(one);
    };
    addNeeds(part, this.#needed(part));
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      yield next;
      addNeeds(next, this.#neededOrDrawn(next));
    }
  }

  /** Which round of a loop stands was decided by all of them: who hears one from outside depends on each. */
  #roundsOfLoops({ slot: { node } }: Part): Part[] {
    const { graph, loops } = this.#slots;
    const found: Part[] = [];
    for (const need of node.instrument.needs) {
      const loop = graph.nodes.get(nodeId(need))?.loop;
      if (loop === undefined || loop === node.loop) continue;
      for (let round = 1; round <= (loops.get(loop)?.round ?? 0); round++)
        for (const id of loop.body) found.push(...(this.#slots.slotOf(id, round)?.parts ?? []));
    }
    return found.filter((one) => standingOf(one) !== undefined);
  }

  /** As `#needed`, with the whole of what only `each` drew from. */
  #neededOrDrawn(part: Part): Part[] {
    const { node, round } = part.slot;
    const drawn = node.instrument.needs
      .filter((need) => need.itemOnly && !drawsItemsFrom(node.instrument, nodeId(need)))
      .flatMap((need) => this.#slots.slotFor(need, node, round)?.parts ?? [])
      .filter((one) => standingOf(one) !== undefined);
    return [...this.#needed(part), ...drawn];
  }

  #overlay(part: Part): Map<string, TakeFile> {
    const files = new Map<string, TakeFile>();
    for (const one of [...this.#ancestors(part)].sort((a, b) => inOrder(a.turn, b.turn))) {
      for (const file of standingOf(one)?.accepted.files ?? []) files.set(file.path, file);
    }
    return files;
  }

  pastOf(part: Part): { handoff?: readonly string[]; record?: readonly Json[] } {
    const { hearsHandoff, hearsRecord } = part.slot.node.instrument;
    return {
      ...(hearsHandoff ? { handoff: this.#handoffOf(part) } : {}),
      ...(hearsRecord ? { record: this.#recordOf(part) } : {}),
    };
  }

  /**
   * The newest lines, up to the first that does not fit any more: as JSON they are within the limit. Few, however
   * short they are, so that what a part hears does not grow with the chain before it.
   */
  #handoffOf(part: Part): string[] {
    const lines: string[] = [];
    let left = bytesOfTokens(this.#score.concerto.limits.context.handoff) - 2;
    for (const { line } of this.#linesFor(part)) {
      if (lines.length === mostLines) break;
      left -= Buffer.byteLength(JSON.stringify(line)) + (lines.length > 0 ? 1 : 0);
      if (left < 0) break;
      lines.push(line);
    }
    return lines;
  }

  *#linesFor(part: Part): Generator<{ readonly address: Address; readonly line: string }> {
    for (const one of this.#ancestors(part)) {
      const take = standingOf(one)?.accepted;
      if (take !== undefined) yield { address: one.address, line: handoffLine(shortName(one.name), take) };
    }
  }

  /** Parts whose line does not fit, newest first: told to people, never to the part. */
  leftOutOfHandoff(part: Part): Address[] {
    if (!part.slot.node.instrument.hearsHandoff) return [];
    const heard = this.#handoffOf(part).length;
    return [...this.#linesFor(part)].slice(heard).map(({ address }) => address);
  }

  #recordOf(part: Part): Json[] {
    return [...this.#ancestors(part, 'all')].reverse().flatMap((one) => {
      const take = standingOf(one)?.accepted;
      if (take === undefined) return [];
      const { key, attempts, verdict, model, usage, outputSha256 } = take;
      return [
        {
          part: one.address,
          key,
          round: one.name.round,
          attempts,
          verdict,
          model: model ?? null,
          tokens: usage === undefined ? null : usage.input + usage.output,
          output_sha256: outputSha256,
        },
      ];
    });
  }

  lookOf(
    part: Part,
  ): { readonly ok: true; readonly look: Look } | { readonly ok: false; readonly because: string } {
    const { instrument } = part.slot.node;
    const needs = this.#slots.needValues(part.slot.node, part.slot.round);
    const values = partValues(this.#score, part, needs, 1);
    const reads: Look['reads'][number][] = [];
    for (const { glob, exclude, input } of instrument.reads) {
      const found = expandTemplate(glob, values);
      if (!found.ok) return { ok: false, because: `reads ${JSON.stringify(glob.source)}: ${found.because}` };
      const path = input === undefined ? undefined : this.#score.sheet.inputs.get(input)?.value;
      const from = input !== undefined && typeof path === 'string' ? { name: input, path } : undefined;
      for (const one of Array.isArray(found.value) ? found.value : [found.value]) {
        if (leaves(String(one), from?.path)) {
          const shown = `reads ${JSON.stringify(glob.source)}: ${JSON.stringify(one)}`;
          return {
            ok: false,
            because: `${shown} lies outside ${from === undefined ? 'the workspace' : from.path}`,
          };
        }
        reads.push({ glob: String(one), exclude, ...(from === undefined ? {} : { input: from }) });
      }
    }
    const probe: string[] = [];
    for (const word of instrument.probe ?? []) {
      const found = expandTemplate(word, values);
      if (!found.ok) return { ok: false, because: `probe: ${found.because}` };
      probe.push(typeof found.value === 'string' ? found.value : JSON.stringify(found.value));
    }
    const take = this.#past.standing(part.address);
    return {
      ok: true,
      look: {
        part,
        reads,
        ...(instrument.probe === undefined ? {} : { probe }),
        overlay: reads.length === 0 ? new Map() : this.#overlay(part),
        needFiles: this.needFiles(part),
        ...(take === undefined ? {} : { before: { take, compare: this.#past.lastLeft(take) } }),
      },
    };
  }
}

/** Whether a path leads out of the workspace, or out of the input that it begins with: only that may lie outside. */
function leaves(path: string, input: string | undefined): boolean {
  const below = input !== undefined && path.startsWith(input) ? path.slice(input.length) : path;
  if (below === path && path.startsWith('/')) return true;
  let depth = 0;
  for (const step of below.split('/')) {
    if (step === '..') depth -= 1;
    else if (step !== '' && step !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

/**
 * In the order of the graph, whatever was sent back in which session: what a part hears of the past must not
 * hang on how often another one was tried.
 */
const later = (a: Part, b: Part): boolean => {
  const [p, q] = [a.slot, b.slot];
  if (p.distance !== q.distance) return p.distance > q.distance;
  return p.node.id === q.node.id ? a.index > b.index : p.node.id > q.node.id;
};
