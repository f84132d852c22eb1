/**
 * The import directions of the rooms of src/ (docs/architecture.md) as a lint rule.
 *
 * A room may import the values of the rooms that stand above it, through their `index.ts` only. `players`, `judge`,
 * `record` and `dsp` see one another's types and nothing else. `server` sees the words of `base` and the
 * Conductor's public face, `cli` these and `server`. The pure rooms have no `node:` module.
 */
import { isBuiltin } from 'node:module';
import path from 'node:path';

/** Rooms whose values, and rooms of which only types, may be imported. */
const sees = {
  base: { values: [], types: [] },
  score: { values: ['base'], types: [] },
  plan: { values: ['base', 'score'], types: [] },
  performance: { values: ['base', 'score', 'plan'], types: [] },
  debate: { values: ['base', 'score', 'plan', 'performance'], types: [] },
  judge: { values: ['base', 'score', 'plan'], types: ['players', 'dsp', 'record'] },
  players: { values: ['base', 'score', 'plan'], types: ['judge', 'dsp', 'record'] },
  dsp: { values: ['base'], types: ['judge', 'players', 'record'] },
  record: { values: ['base', 'score', 'plan'], types: ['judge', 'players', 'dsp'] },
  conductor: {
    values: ['base', 'score', 'plan', 'performance', 'debate', 'judge', 'players', 'dsp', 'record'],
    types: [],
  },
  server: { values: ['base', 'conductor'], types: [] },
  cli: { values: ['base', 'conductor', 'server'], types: [] },
  kit: { values: ['base', 'judge', 'dsp'], types: [] },
};

/** `node:` modules of the rooms that do no I/O; a room that is not listed may import any. */
const builtinsOf = (room, file) => {
  if (room === 'base') return ['crypto', 'vm'];
  if (room === 'score') return file === 'read.ts' ? undefined : [];
  return ['plan', 'performance', 'debate'].includes(room) ? [] : undefined;
};

const allNamed = (specifiers, kind) =>
  specifiers.length > 0 && specifiers.every((one) => one[kind] === 'type');

/** Type positions: `import type`, `export type`, and `{ type A }` where every name is a type. */
const isTypeOnly = (node) =>
  node.type === 'TSImportType' ||
  node.importKind === 'type' ||
  node.exportKind === 'type' ||
  allNamed(node.specifiers ?? [], node.type === 'ImportDeclaration' ? 'importKind' : 'exportKind');

const specifierOf = (node) => {
  const source = node.type === 'TSImportType' ? (node.source ?? node.argument?.literal) : node.source;
  return typeof source?.value === 'string' ? source.value : undefined;
};

/** What is wrong with this import, or nothing. Exported for its test. */
export function refusal(file, specifier, typeOnly) {
  const within = /(?:^|\/)src\/([^/]+)\/(.+)$/.exec(file.replaceAll('\\', '/'));
  if (within === null) return undefined;
  const [, room, inside] = within;
  const rules = sees[room];
  if (rules === undefined) return `src/${room}/ is no room: the rooms are ${Object.keys(sees).join(', ')}`;
  if (isBuiltin(specifier)) {
    const allowed = builtinsOf(room, inside);
    const name = specifier.replace(/^node:/, '');
    if (allowed === undefined || allowed.includes(name)) return undefined;
    return `${room}/ touches nothing of the world: no \`node:${name}\` here`;
  }
  if (!specifier.startsWith('.')) return undefined;
  const target = path.posix.join(room, path.posix.dirname(inside), specifier);
  const [other, ...rest] = target.split('/');
  if (other === room) return undefined;
  if (other === '..') return `${room}/ imports nothing from outside src/`;
  if (rules.values.includes(other) || (typeOnly && rules.types.includes(other))) {
    return rest.join('/') === 'index.ts' ? undefined : `${other}/ is entered through its index.ts`;
  }
  if (rules.types.includes(other)) return `${room}/ may import only types of ${other}/`;
  return `${room}/ may not import ${other}/: it stands below it or beside it`;
}

export const directions = {
  meta: { type: 'problem', schema: [], messages: { refused: '{{ why }}' } },
  create(context) {
    const look = (node) => {
      const specifier = specifierOf(node);
      if (specifier === undefined) return;
      const why = refusal(context.filename, specifier, isTypeOnly(node));
      if (why !== undefined) context.report({ node, messageId: 'refused', data: { why } });
    };
    return {
      ImportDeclaration: look,
      ExportNamedDeclaration: look,
      ExportAllDeclaration: look,
      ImportExpression: look,
      TSImportType: look,
    };
  },
};
