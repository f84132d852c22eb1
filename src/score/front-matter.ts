import matter from 'gray-matter';
import type { Diagnostic } from '../base/index.ts';
import { emptyMap, type LocatedMap } from './located.ts';
import { readPlainYaml } from './plain-yaml.ts';
import { spanAt, type TextFile } from './text-file.ts';
import { diagnose } from './wording.ts';
import { readYaml } from './yaml.ts';

export interface FrontMatter {
  /** Empty where there is none. */
  readonly data: LocatedMap;
  /** `none` also where a sheet begins with a rule and not with front matter. `broken`: nothing in it can be trusted. */
  readonly state: 'read' | 'none' | 'broken';
  readonly body: string;
  /** Offset of the body in the file's text. */
  readonly bodyAt: number;
}

/** Never reached: what is not YAML is refused before gray-matter would ask one of these. Its own `javascript` runs code. */
const refused = (): never => {
  throw new Error('only YAML is read');
};

/**
 * Splits a file into its front matter and its body. `loose` is the sheet's rule: what is no map is text.
 * gray-matter finds the fences; the YAML between them is read by yaml.ts, for the sake of places. Where both are
 * plain, plain-yaml.ts comes to the same answer many times faster.
 */
export function readFrontMatter(file: TextFile, found: Diagnostic[], rule: 'strict' | 'loose'): FrontMatter {
  return plain(file) ?? split(file, found, rule);
}

/** Both fences stand alone on their lines, and what is between them is certainly a map without a mistake. */
function plain(file: TextFile): FrontMatter | undefined {
  const { text } = file;
  const closing = text.startsWith('---\n') ? text.indexOf('\n---', 3) : -1;
  const bodyAt = Math.min(closing + 5, text.length);
  if (closing === -1 || (bodyAt > closing + 4 && text[closing + 4] !== '\n')) return undefined;
  const data = readPlainYaml(file, 4, closing);
  return data === undefined ? undefined : { data, state: 'read', body: text.slice(bodyAt), bodyAt };
}

function split(file: TextFile, found: Diagnostic[], rule: 'strict' | 'loose'): FrontMatter {
  const { text } = file;
  const start = spanAt(file, 0, 3);
  const asText: FrontMatter = { data: emptyMap(start), state: 'none', body: text, bodyAt: 0 };
  if (!text.startsWith('---') || text.startsWith('----')) return asText;

  const firstLine = text.slice(3, file.lines[1] === undefined ? text.length : file.lines[1] - 1);
  const language = firstLine.trim();
  if (language !== '' && language !== 'yaml' && language !== 'yml') {
    found.push(
      diagnose(spanAt(file, 3 + firstLine.indexOf(language), language.length), {
        mistake: 'other_language',
        language,
      }),
    );
    return { ...asText, state: 'broken' };
  }

  let block = '';
  const parted = matter(text, {
    language: 'yaml',
    engines: {
      yaml: (yaml: string) => {
        block = yaml;
        return {};
      },
      js: refused,
      javascript: refused,
      json: refused,
      coffee: refused,
      toml: refused,
    },
  });
  const blockAt = 3 + (language === '' ? 0 : firstLine.length);
  const closing = text.indexOf('\n---', blockAt);
  if (closing === -1) {
    if (rule === 'loose') {
      if (/^[A-Za-z]\w*:/m.test(text)) found.push(diagnose(start, { mistake: 'open_sheet_fence' }));
      return asText;
    }
    found.push(diagnose(start, { mistake: 'open_fence' }));
    return { ...asText, state: 'broken' };
  }

  const body = parted.content;
  const closed = { body, bodyAt: text.length - body.length };
  const mistakes: Diagnostic[] = [];
  const data = block === '' ? emptyMap(start) : readYaml(file, block, blockAt, mistakes);
  if (rule === 'loose' && (data === 'no map' || data === 'empty')) return asText;
  found.push(...mistakes);
  const closingLine = (text.slice(closing + 1).match(/^.*/)?.[0] ?? '').trimEnd();
  if (closingLine !== '---') {
    found.push(
      diagnose(spanAt(file, closing + 1, closingLine.length), { mistake: 'odd_fence', line: closingLine }),
    );
    return { data: emptyMap(start), state: 'broken', ...closed };
  }
  if (data === 'no map') {
    const first = blockAt + Math.max(0, block.search(/\S/));
    found.push(diagnose(spanAt(file, first, file.text.length), { mistake: 'no_map' }));
    return { data: emptyMap(start), state: 'broken', ...closed };
  }
  if (data === 'broken') return { data: emptyMap(start), state: 'broken', ...closed };
  return { data: data === 'empty' ? emptyMap(start) : data, state: 'read', ...closed };
}

/** For a file that must have front matter and has none; a fence that stands too late is most often below a blank line. */
export function tellNoFrontMatter(
  file: TextFile,
  { body }: FrontMatter,
  of: string,
  found: Diagnostic[],
): void {
  const later = /^\s*---[ \t]*\n/.test(body);
  found.push(diagnose({ file: file.path, line: 1, column: 1 }, { mistake: 'no_front_matter', of, later }));
}
