import { unreachable, type Diagnostic, type Span } from '../base/index.ts';
import type { Mistake } from './mistake.ts';
import { nearest } from '../base/index.ts';

interface Words {
  readonly message: string;
  readonly help?: string;
  readonly also?: Diagnostic['also'];
  readonly warning?: true;
}

/** A mistake at its place. The excerpt is added when all are gathered. */
export function diagnose(at: Span, mistake: Mistake): Diagnostic {
  const { message, help, also, warning } = words(mistake);
  return {
    code: mistake.mistake,
    severity: warning === true ? 'warning' : 'mistake',
    at,
    message,
    ...(help === undefined ? {} : { help }),
    ...(also === undefined || also.length === 0 ? {} : { also }),
  };
}

/** `; did you mean `x`?`, or nothing. */
function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}

/** `` `a`, `b` and 3 more`` */
function listed(names: readonly string[], most = 12): string {
  const shown = names.slice(0, most).map((name) => `\`${name}\``);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

/** One line of at most `most` characters. */
function short(text: string, most = 60): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

/** Names there are to choose from, where nothing is near. */
function choice(word: string, known: readonly string[], what: string): { readonly help?: string } {
  if (known.length === 0 || nearest(word, known) !== undefined) return {};
  return { help: `${what}: ${listed(known)}` };
}

function words(m: Mistake): Words {
  switch (m.mistake) {
    case 'not_utf8':
      return { message: 'this line is no UTF-8 text', help: 'save the file as UTF-8' };
    case 'no_sheet':
      return {
        message: `there is no \`${m.file}\`${meant(m.file, m.known)}`,
        help: '`simphony init` writes a first one',
      };
    case 'sheet_outside':
      return {
        message: `the sheet \`${m.file}\` lies outside the workspace, where no commit can hold it`,
        help: 'move it into the workspace',
      };
    case 'no_ensembles':
      return {
        message: 'there is no ensemble: `ensembles/` holds nothing that could play',
        help: '`simphony new ensemble` writes one',
      };
    case 'no_ensemble_file':
      return {
        message: `\`${m.folder}\` has no \`ensemble.md\``,
        help: 'every folder under `ensembles/` is an ensemble: write its `ensemble.md`, or move the folder',
      };
    case 'no_instruments':
      return {
        message: `the ensemble \`${m.ensemble}\` has no instruments`,
        help: '`simphony new instrument` writes one: a Markdown file beside `ensemble.md`',
        warning: true,
      };
    case 'not_a_file':
      return { message: `\`${m.file}\` is ${m.is}; a text file is expected` };
    case 'link_out':
      return {
        message: `\`${m.file}\` is a link that leads out of ${m.of}`,
        help: 'put a copy in its place',
      };
    case 'unreadable':
      return { message: `\`${m.file}\` can't be read: ${m.because}` };

    case 'other_language':
      return {
        message: `front matter in \`${short(m.language)}\` is not read; YAML is`,
        help: 'let the first line be `---` alone',
      };
    case 'open_fence':
      return { message: 'the front matter is never closed', help: 'end it with a line `---`' };
    case 'open_sheet_fence':
      return {
        message: 'the sheet begins with `---`, but no line `---` closes it: all of it is read as text',
        help: 'close the front matter with a line `---`',
        warning: true,
      };
    case 'odd_fence':
      return {
        message: `the front matter ends here, but \`${short(m.line)}\` is not \`---\``,
        help: 'close it with a line that holds `---` alone, and indent what is part of a text',
      };
    case 'no_front_matter':
      return m.later
        ? {
            message: `the front matter of ${m.of} must begin on the first line`,
            help: 'remove what stands before `---`',
          }
        : {
            message: `${m.of} begins with front matter; there is none`,
            help: 'begin the file with a line `---`, the keys, and a line `---`',
          };
    case 'no_map':
      return { message: 'the front matter is no map', help: 'write it as lines of `key: value`' };
    case 'bad_yaml':
      return yamlWords(m);
    case 'too_deep':
      return { message: 'this is nested too deeply to be read' };
    case 'too_long':
      return {
        message: 'this text is longer than 1 MiB',
        help: 'keep what is asked for here, and the rest in files that an instrument `reads`',
      };
    case 'yaml_feature':
      return {
        message: `\`${short(m.text)}\` is a YAML ${m.feature}, which is not read here`,
        help: m.feature === 'merge key' ? 'write the keys out' : 'quote it if it is meant as text',
      };
    case 'odd_key':
      return {
        message: m.key === '' ? 'a key is missing before `:`' : `\`${short(m.key)}\` can't be a key`,
        help: 'quote it: a key is text',
      };
    case 'key_twice':
      return { message: `\`${m.key}\` is written twice`, also: [{ at: m.first, message: 'first here' }] };
    case 'odd_number':
      return {
        message: `\`${short(m.number)}\` is no number that JSON holds exactly`,
        help: 'quote it if it is meant as text',
      };

    case 'unknown_key':
      return {
        message: `\`${short(m.key)}\` is not a key of ${m.of}${meant(m.key, m.known)}`,
        ...(nearest(m.key, m.known) === undefined ? { help: `its keys are: ${listed(m.choice, 30)}` } : {}),
      };
    case 'missing_key':
      return { message: `${m.of} has no \`${m.key}\`; ${m.expected} is expected` };
    case 'wrong_value': {
      const near = m.nearest === undefined ? '' : `; did you mean \`${m.nearest}\`?`;
      return {
        message: `\`${m.key}\` is ${m.is}; ${m.expected} is expected${near}`,
        ...(m.help === undefined ? {} : { help: m.help }),
      };
    }
    case 'empty_expression':
      return {
        message: `\`${m.key}\` is empty; an expression is expected`,
        help: 'write one, or leave the key out',
      };
    case 'not_yet':
      return { message: `${m.what} is known, but does not work: not yet` };
    case 'other_kind':
      return { message: `\`${m.key}\` is a key of \`kind: ${m.of}\`; this is a ${m.kind}` };
    case 'one_performer':
      return {
        message: `\`${m.first}\` and \`${m.second}\` exclude each other: an instrument is played in one way`,
      };
    case 'no_performer':
      return performerWords(m.kind);
    case 'idle_key':
      if (m.because === 'without refine')
        return {
          message: `\`${m.key}\` is what a model is asked for in place of the output, and nothing makes the output of it`,
          help: 'name the module that does, such as `refine: scripts/x.mjs`, or leave the key out',
        };
      return m.because === 'of a graph'
        ? {
            message: `\`${m.key}\` is said of programs, and this sound comes from a \`graph\``,
            help: m.key === 'channels' ? '`out` of the graph says how many there are' : 'leave it out',
          }
        : {
            message: `\`${m.key}\` is said of a model, and no \`model\` writes the program of this sound`,
            help: 'name one, such as `model: standard`, or leave the key out',
          };
    case 'run_output':
      return { message: `\`output: run\` is what a command left; this is played by \`${m.by}\`` };
    case 'key_without_endpoint':
      return {
        message: `\`key\` names the variable for an endpoint of its own, and \`${m.model}\` has no \`base_url\``,
        help: 'the provider’s own endpoint takes ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN',
      };
    case 'no_variable':
      return {
        message: `\`${m.key}\` is no name of a variable; one such as \`LOCAL_KEY\` is expected`,
        help: 'the key itself stands in the environment and in no file',
      };
    case 'other_name':
      return {
        message: `\`${short(m.name)}\` is not the name of its folder, \`${m.folder}\``,
        help: 'the folder names the ensemble',
      };

    case 'bad_name':
      return nameWords(m);
    case 'same_name':
      return {
        message: `${m.of} \`${m.name}\` differs from \`${m.other}\` by case alone`,
        help: 'some systems take them for one file: rename one',
      };
    case 'unknown_ensemble':
      return {
        message: `${m.by} \`${short(m.name)}\`, and there is no such ensemble${meant(m.name, m.known)}`,
        ...choice(m.name, m.known, 'there are'),
      };
    case 'unknown_instrument':
      return {
        message: `${m.by} \`${short(m.name)}\`, which the ensemble \`${m.ensemble}\` does not have${meant(m.name, m.known)}`,
        ...(m.elsewhere.length > 0
          ? { help: `of another ensemble it is written ${listed(m.elsewhere)}` }
          : choice(m.name, m.known, 'there are')),
      };
    case 'unknown_model':
      return {
        message: `\`${short(m.name)}\` is no model${meant(m.name, m.known)}`,
        help: `name it under \`models\` in \`concerto.md\`; there are ${listed(m.known)}, and ids such as \`claude-sonnet-5-5\``,
      };
    case 'named_twice':
      return { message: `${m.by} \`${short(m.name)}\` twice` };

    case 'marked_need':
      return { message: `\`${m.need}?\` is always there; write \`${m.need}\`` };
    case 'two_meanings':
      return {
        message: `\`${m.name}\` would be both an instrument of this ensemble and another ensemble`,
        help: 'rename one, or name the other by a role in `cast`',
      };
    case 'circle':
      return m.trail.length === 2
        ? {
            message: `\`${m.trail[0] ?? ''}\` needs itself`,
            help: 'only a member of a loop may hear its own last round',
          }
        : {
            message: `needs run in a circle: ${m.trail.join(' → ')}`,
            also: m.also.map(({ at, need }) => ({ at, message: `\`${need}\` is needed here` })),
          };
    case 'unknown_member':
      return {
        message: `the loop \`${m.loop}\` plays \`${short(m.name)}\`, which is no instrument of this ensemble${meant(m.name, m.known)}`,
        ...choice(m.name, m.known, 'there are'),
      };
    case 'two_loops':
      return {
        message: `\`${m.name}\` is a member of the loop \`${m.first}\` already; an instrument has one loop at most`,
      };
    case 'until_elsewhere':
      return {
        message: `\`until\` does not read \`${m.last}\`, the last of the body of \`${m.loop}\``,
        help: 'the body ends with the instrument that `until` reads, so that the last change is always judged',
      };
    case 'return_unneeded':
      return { message: `\`${m.from}\` returns to \`${m.to}\`, which it does not need, directly or not` };
    case 'return_in_loop':
      return {
        message: `\`returns_to\` and loops exclude each other: \`${m.who}\` is a member of \`${m.loop}\``,
      };
    case 'return_to_items':
      return {
        message: `\`${m.from}\` plays once, so it can't return to the items of \`${m.to}\``,
        help: 'only a part of a fan-out names the same item of another one',
      };
    case 'two_results':
      return {
        message: `\`${m.first}\` is the result of \`${m.ensemble}\` already; an ensemble has one at most`,
      };

    case 'unknown_flag':
      return m.nested === undefined
        ? {
            message: `no ensemble declares the flag \`${short(m.flag)}\`${meant(m.flag, m.known)}`,
            ...choice(m.flag, m.known, 'there are'),
          }
        : {
            message: `no ensemble declares the flag \`${short(m.flag)}\``,
            help: `flags are flat: write \`${m.nested}\``,
          };
    case 'flag_type':
      return { message: `the flag \`${m.flag}\` is ${m.is}; ${m.expected} is expected, as its default is` };
    case 'two_defaults':
      return { message: `\`${m.other}\` declares the ${m.what} \`${m.name}\` with another default` };
    case 'missing_input':
      return {
        message: `the ensemble \`${m.ensemble}\` expects the input \`${m.input}\`, and has no default for it`,
        help: `write it under \`inputs:\` in the sheet`,
      };
    case 'unknown_input':
      return {
        message: `neither the sheet nor this ensemble has an input \`${m.input}\`${meant(m.input, m.known)}`,
        help: 'declare it under `inputs:` in `ensemble.md`',
      };
    case 'unfit_input':
      return {
        message: `the input \`${m.input}\` does not fit what \`${m.ensemble}\` expects: ${short(m.because, 200)}`,
      };

    case 'unread':
      return m.is === 'outside'
        ? {
            message: `\`${short(m.path)}\` lies outside the workspace, and \`${m.by}\` reads it`,
            help: 'put the file into the workspace, and name it by its path from there',
          }
        : {
            message: `\`${m.by}\` reads \`${short(m.path)}\`, which is ${m.is}`,
            help: m.is === 'a folder' ? 'name a file in it' : "paths begin at the workspace's folder",
          };
    case 'no_input_map':
      return {
        message: `a sheet in JSON is the input of an ensemble, a map; this is ${m.is}`,
        help: 'a sheet in Markdown may name it under `inputs:`',
      };
    case 'no_taker':
      return {
        message: 'no ensemble here can play a JSON file: none has one input alone, with a `schema`',
        help: `write a sheet in Markdown: \`inputs: { name: ${m.file} }\``,
      };
    case 'many_takers':
      return {
        message: `this fits ${listed(m.options.map(({ ensemble }) => ensemble))}; which of them plays it is not said`,
        help: `write a sheet in Markdown, such as ${m.options.map(({ ensemble, input }) => `\`plays: [${ensemble}]\` and \`inputs: { ${input}: ${m.file} }\``)[0] ?? ''}`,
      };
    case 'unfit_sheet':
      return {
        message: `\`${m.ensemble}\` can't play this as its \`${m.input}\`: ${m.pointer === '' ? '' : `\`${short(m.pointer)}\`: `}${short(m.because, 400)}`,
        ...(m.more === 0 ? {} : { help: `and ${m.more} more` }),
      };

    case 'no_such_file':
      return { message: `\`${short(m.path)}\` is no file of \`${m.in}\`${meant(m.path, m.known)}` };
    case 'no_skill_folder':
      return m.isFile
        ? {
            message: `\`${short(m.path)}\` is a file; the folder of a skill is expected`,
            help: 'a skill is a folder with a `SKILL.md`',
          }
        : {
            message: `\`${short(m.path)}\` is no folder of \`${m.in}\`${meant(m.path, m.known)}`,
            ...choice(m.path, m.known, 'skills there'),
          };
    case 'no_skill_file':
      return {
        message: `\`${m.folder}\` has no \`SKILL.md\`${m.instead === undefined ? '' : `; it has \`${m.instead}\``}`,
        help: 'a skill is a folder with a `SKILL.md`',
      };
    case 'odd_skill_key':
      return {
        message: `\`${short(m.key)}\` is not a key of the Agent Skills format${meant(m.key, m.known)}`,
        help: 'it is passed over; what is your own stands under `metadata`',
        warning: true,
      };
    case 'other_skill_name':
      return {
        message: `\`${short(m.name)}\` is not the name of its folder, \`${m.folder}\``,
        help: 'a skill is named as its folder is',
      };
    case 'path_leaves':
      return {
        message: `\`${short(m.path)}\` leaves \`${m.folder}\``,
        help: `name a file by its path from \`${m.folder}\``,
      };
    case 'refused_write':
      return { message: `\`${short(m.path)}\` can't be written by an instrument: ${m.because}` };
    case 'bad_json':
      return { message: `this is no JSON: ${short(m.says, 120)}` };
    case 'bad_schema':
      return {
        message: `this is no valid JSON Schema: ${short(m.says, 160)}`,
        help: 'JSON Schema 2020-12 is read',
      };
    case 'old_schema':
      return {
        message: `the schema is written for \`${short(m.dialect)}\``,
        help: 'JSON Schema 2020-12 is read: `https://json-schema.org/draft/2020-12/schema`',
      };
    case 'unknown_format':
      return {
        message: `nobody knows the format \`${short(m.format)}\`${meant(m.format, m.known)}`,
        ...choice(m.format, m.known, 'there are'),
      };
    case 'bad_module':
      return { message: `this module can't be read as JavaScript: ${short(m.says, 120)}` };
    case 'no_play':
      return {
        message: 'the module has no default export',
        help: '`export default async function play(input, context) { … }` is expected',
      };
    case 'no_import':
      return {
        message: `\`${short(m.specifier)}\` is imported, and there is no \`${short(m.path)}\`${meant(m.path, m.known)}`,
      };
    case 'import_leaves':
      return {
        message: `\`${short(m.specifier)}\` leaves \`ensembles/\`, so what it holds would not be part of the score`,
        help: 'keep what modules import under `ensembles/`, or in a package',
      };
    case 'odd_import':
      return {
        message: `\`${short(m.specifier)}\` can't be followed; a relative path or a package is expected`,
      };
    case 'no_package':
      return {
        message: `the package \`${m.name}\` is not installed`,
        help: `\`npm install ${m.name}\` in the workspace`,
      };
    default:
      return unreachable(m);
  }
}

/** What to do about a name that an expression of this instrument can't read. */
export type NameHint =
  | { readonly hint: 'not_needed'; readonly need: string }
  | { readonly hint: 'no_identifier'; readonly name: string }
  | { readonly hint: 'no_item' };

export function hintWords(h: NameHint): string {
  switch (h.hint) {
    case 'not_needed':
      return `list \`${h.need}\` under \`needs\``;
    case 'no_identifier':
      return `\`${h.name}\` is read as \`inputs["${h.name}"]\``;
    case 'no_item':
      return 'there is an item only with `each`';
    default:
      return unreachable(h);
  }
}

/** Where it is known what to do, a guess at another name would only mislead. */
export const outOfScope = (message: string): string => message.replace(/; did you mean .*$/s, '');

function yamlWords({ code, says, near }: Extract<Mistake, { mistake: 'bad_yaml' }>): Words {
  switch (code) {
    case 'TAB_AS_INDENT':
      return { message: 'a tab indents this line; YAML takes spaces only' };
    case 'BAD_SCALAR_START':
      return { message: `a text that begins with \`${near}\` must be quoted` };
    case 'BAD_ALIAS':
      return { message: `a text that begins with \`${near}\` must be quoted` };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return { message: 'this text holds `: `, which begins a map in YAML', help: 'quote the whole text' };
    case 'MULTIPLE_DOCS':
      return {
        message: 'this ends the YAML before the front matter is over',
        help: 'quote it if it is meant as text',
      };
    default:
      return { message: `this is no YAML: ${short(says.charAt(0).toLowerCase() + says.slice(1), 120)}` };
  }
}

function performerWords(kind: Extract<Mistake, { mistake: 'no_performer' }>['kind']): Words {
  switch (kind) {
    case 'script':
      return { message: 'nothing says how this script is played; `module` or `command` is expected' };
    case 'service':
      return { message: 'nothing says what this service is asked; `request` is expected' };
    case 'dsp':
      return {
        message: 'nothing says what is rendered; `graph` or `program` is expected',
        help: 'or `language` and `model`, and a model writes the program',
      };
    case 'program':
      return {
        message: '`language` alone has no program; `program` or `model` is expected',
        help: 'with `model: standard` a model writes it',
      };
    default:
      return unreachable(kind);
  }
}

function nameWords({ name, of, because }: Extract<Mistake, { mistake: 'bad_name' }>): Words {
  const shown = `\`${short(name)}\` can't be the name of ${of}: `;
  const rule = 'a name is a letter and at most 39 more letters, digits, `_` or `-`';
  switch (because) {
    case 'empty':
      return { message: `${shown}it is empty`, help: rule };
    case 'long':
      return { message: `${shown}it has more than 40 characters`, help: rule };
    case 'first':
      return { message: `${shown}it does not begin with a letter from a to z`, help: rule };
    case 'characters':
      return {
        message: `${shown}it holds more than letters from a to z, digits, \`_\` and \`-\``,
        help: rule,
      };
    case 'device':
      return { message: `${shown}Windows keeps that name for a device` };
    case 'reserved':
      return { message: `${shown}that is a word of expressions and needs` };
    case 'taken':
      return { message: `${shown}Simphony keeps that name for itself` };
    default:
      return unreachable(because);
  }
}
