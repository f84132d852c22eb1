import { isJsonObject } from '../../base/index.ts';
import type { ProgramLanguage } from '../../score/index.ts';
import type { Failure } from '../end.ts';
import { readJson } from '../model/read-json.ts';
import { beginningOf } from '../text.ts';

/** UTF-16 units: far more than a sound of two minutes needs. */
export const longestProgram = 65_536;

const names: { readonly [language in ProgramLanguage]: readonly string[] } = {
  faust: ['faust', 'dsp'],
  python: ['python', 'py', 'python3'],
};

/** What every whole program of the language has. */
const marks: { readonly [language in ProgramLanguage]: RegExp } = {
  faust: /^[ \t]*process\b[^;=]*=/m,
  python: /^[ \t]*def[ \t]+render[ \t]*\(/m,
};

/**
 * The program in an answer: the `program` of a JSON map, or what stands in the one fence that holds a program, or the
 * whole text where it is one. Nothing is mended: an answer with two different programs has none.
 */
export function readProgram(
  language: ProgramLanguage,
  text: string,
): { readonly program: string } | { readonly failure: Failure } {
  const said = text.replace(/^\uFEFF/, '');
  const found = [...new Set(programsIn(language, said))];
  const [program, second] = found;
  if (program === undefined) return { failure: noProgram('it holds no program', said) };
  if (second !== undefined) return { failure: noProgram('it holds more than one program', said) };
  if (program.length > longestProgram)
    return { failure: noProgram(`its program is longer than ${longestProgram} characters`, said) };
  return { program };
}

function programsIn(language: ProgramLanguage, text: string): string[] {
  const json = readJson(text, 'map');
  const member = 'value' in json && isJsonObject(json.value) ? json.value['program'] : undefined;
  if (typeof member === 'string' && member.trim() !== '') return [outOfFence(member)];
  const blocks = fencesIn(text);
  const called = blocks.filter(({ name }) => names[language].includes(name));
  const likely = (called.length > 0 ? called : blocks)
    .map(({ inside }) => inside)
    .filter((inside) => marks[language].test(inside));
  if (likely.length > 0) return likely;
  // With a mistake in the very line that marks a program it is still the one that was meant.
  if (called.length === 1) return called.map(({ inside }) => inside);
  return blocks.length === 0 && marks[language].test(text) ? [text.trim()] : [];
}

function fencesIn(text: string): { readonly name: string; readonly inside: string }[] {
  return [...text.matchAll(/^[ \t]*(```|~~~)[ \t]*([^\n`]*)\n([\s\S]*?)\n[ \t]*\1[ \t]*$/gm)].map(
    ([, , name = '', inside = '']) => ({ name: name.trim().toLowerCase(), inside }),
  );
}

/** A model may fence the program in its JSON once more. */
function outOfFence(program: string): string {
  const [only, ...more] = fencesIn(program);
  return only !== undefined && more.length === 0 && /^\s*(```|~~~)/.test(program) ? only.inside : program;
}

const noProgram = (because: string, text: string): Failure => ({
  failure: 'no program',
  because,
  begins: beginningOf(text),
});
