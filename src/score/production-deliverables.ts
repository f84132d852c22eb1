import type { Deliverable } from './score.ts';
import { parseTemplate } from './template.ts';
import type { Reading } from './production.ts';
import { itemsOf, type Item } from './production-outline.ts';

/** A path or glob for each item: the code span that comes first, or the first word. */
export function readDeliverables(reading: Reading): Deliverable[] {
  return itemsOf(reading.text, reading.outline, 'deliverables').flatMap((item) => {
    const scope = reading.scope(item.scope);
    if (scope === undefined) return [];
    const { ensemble, nickname } = scope;
    if (item.scope !== undefined && nickname !== undefined) {
      const { name, offset } = item.scope;
      reading.mistake({
        code: 'scope_refused',
        offset: offset - 1,
        length: name.length + 1,
        of: 'a deliverable',
        rather: name.slice(0, name.indexOf('/')),
      });
      return [];
    }
    const path = pathOf(item, reading);
    if (path === undefined) return [];
    const at = reading.place(path.offset, path.value.length);
    const { template, mistakes } = parseTemplate(path.value, at, reading.names({}));
    for (const mistake of mistakes ?? [])
      reading.mistake({ ...mistake, offset: mistake.offset + path.offset });
    if (template === undefined) return [];
    return [
      {
        id: item.id,
        ...(ensemble === undefined ? {} : { ensemble }),
        glob: template,
        text: path.words,
        box: item.box !== undefined,
        at,
      },
    ];
  });
}

interface Path {
  readonly value: string;
  readonly offset: number;
  /** What stands behind it. */
  readonly words: string;
}

function pathOf(item: Item, reading: Reading): Path | undefined {
  if (item.code !== undefined) {
    const { value, offset } = item.code;
    if (value.trim() !== '')
      return { value: value.trim(), offset: offset + value.search(/\S/), words: item.text };
    reading.mistake({
      code: 'empty_item',
      offset: item.offset,
      length: Math.max(1, item.end - item.offset),
      of: 'deliverable',
    });
    return undefined;
  }
  // White space inside a placeholder does not end the path.
  const [value = ''] = /^(?:\{[^}]*\}|\S)+/.exec(reading.text.slice(item.offset, item.end)) ?? [];
  if (value === '') {
    reading.mistake({ code: 'empty_item', offset: item.offset, length: 1, of: 'deliverable' });
    return undefined;
  }
  if (/[/.*{]/.test(value.replace(/[.,:;!?]+$/, ''))) {
    return { value: unescaped(value), offset: item.offset, words: item.text.slice(value.length).trim() };
  }
  reading.mistake({ code: 'no_path', offset: item.offset, length: value.length, text: value });
  return undefined;
}

/** A formatter writes `\\*` for a star that is no emphasis. */
const unescaped = (path: string): string => path.replace(/\\([!-/:-@[-`{-~])/g, '$1');
