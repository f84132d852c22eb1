import { format, resolveConfig } from 'prettier';
import {
  catalog,
  graphSchema,
  typeNames,
  type Family,
  type Input,
  type Param,
  type Range,
} from '../../src/dsp/index.ts';

const titles: { readonly [family in Family]: string } = {
  source: 'Sources',
  noise: 'Noises',
  filter: 'Filters',
  envelope: 'Envelopes',
  control: 'Control',
  effect: 'Effects',
  joining: 'Joining',
};

const span = ({ min, max, unit }: Range): string =>
  `${min} to ${max}${unit === '' || unit === 'ratio' ? '' : ` ${unit}`}`;

function inputLine(name: string, { takes, optional, least, most, gain, doc }: Input): string {
  const kind = takes === 'node' ? 'a node' : `${least ?? 0} to ${most ?? 0} nodes`;
  const gained = gain === undefined ? '' : `; \`gain\` ${span(gain)}, default ${gain.default}: ${gain.doc}`;
  return `- \`${name}\`: ${kind}${optional === true ? ', may be left out' : ''}: ${doc}${gained}`;
}

function paramLines(name: string, param: Param): string[] {
  switch (param.is) {
    case 'number':
      return [`- \`${name}\`: ${span(param)}, default ${param.default}: ${param.doc}`];
    case 'choice':
      return [
        `- \`${name}\`: ${param.options.map((one) => `\`${one}\``).join(', ')}; default \`${param.default}\`: ${param.doc}`,
      ];
    case 'numbers': {
      const otherwise = param.default.length === 0 ? '' : `, default ${JSON.stringify(param.default)}`;
      return [
        `- \`${name}\`: a list of ${param.least} to ${param.most} numbers, ${span(param.of)} (${param.of.doc})${otherwise}: ${param.doc}`,
      ];
    }
    case 'points':
      return [
        `- \`${name}\`: a list of ${param.least} to ${param.most} points: ${param.doc}`,
        ...Object.entries(param.of).flatMap(([key, range]) =>
          paramLines(key, range).map((line) => `  ${line}`),
        ),
      ];
  }
}

/** The tables of the page as the catalog has them. */
function nodes(): string {
  const families = Object.entries(titles).map(([family, title]) => {
    const types = typeNames
      .filter((name) => catalog[name].family === family)
      .map((name) => {
        const { doc, gives, inputs, params } = catalog[name];
        const lines = [
          ...Object.entries(inputs).map(([key, input]) => inputLine(key, input)),
          ...Object.entries(params).flatMap(([key, param]) => paramLines(key, param)),
        ];
        const range =
          gives === 'audio' || gives === 'as its inputs' ? '' : ` (${gives.replace('..', ' to ')})`;
        return `**\`${name}\`**${range}: ${doc}.${lines.length === 0 ? '' : `\n\n${lines.join('\n')}`}`;
      });
    return `### ${title}\n\n${types.join('\n\n')}`;
  });
  return families.join('\n\n');
}

/** As the repository formats its files. */
const formatted = async (written: string, file: string): Promise<string> =>
  format(written, { ...(await resolveConfig(file)), filepath: file });

/** A page with its list of nodes made anew; undefined where it has no place for one. */
export async function pageOf(text: string): Promise<string | undefined> {
  const [whole, start = '', end = ''] = /(<!-- nodes: [^\n]*-->\n)[^]*?(<!-- \/nodes -->)/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return formatted(
    text.replace(whole, () => `${start}\n${nodes()}\n\n${end}`),
    'page.md',
  );
}

export const schemaFile = (): Promise<string> => formatted(JSON.stringify(graphSchema()), 'schema.json');
