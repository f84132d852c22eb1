import { unreachable, type Diagnostic, type Span } from '../base/index.ts';
import { readFrontMatter, tellNoFrontMatter } from './front-matter.ts';
import { kindOf, readKeys } from './keys.ts';
import type { LocatedMap, Written } from './located.ts';
import { entriesOf } from './named-files.ts';
import { isBelow, joined } from './paths.ts';
import type { Skill } from './score.ts';
import * as value from './values.ts';
import { diagnose } from './wording.ts';
import type { TextFiles, Workspace } from './workspace.ts';

/*
 * The open Agent Skills format (agentskills.io/specification): a folder with a SKILL.md, whose front matter must hold
 * `name` and `description`, and whatever the skill needs beside it.
 */

export interface Skills {
  /** A folder of the ensemble's in this format, or every mistake in it: what is in its SKILL.md is told once. */
  named(skill: Written, folder: string): Skill | undefined;
}

const shape = {
  name: value.text('the name of the skill'),
  description: value.text('what the skill does and when to use it'),
  license: value.text('the name of a licence, or of a file that holds it'),
  compatibility: value.text('what the skill needs around it'),
  metadata: value.map,
  'allowed-tools': value.json,
};

/** Characters, as people count them. */
const most = { name: 64, description: 1024, compatibility: 500 } as const;

export function skillsOf(workspace: Workspace, texts: TextFiles, found: Diagnostic[]): Skills {
  const known = new Map<string, Pick<Skill, 'name' | 'description' | 'text'> | undefined>();
  return {
    named({ name, at }, folder) {
      const path = folderNamed({ name, at }, folder, workspace, found);
      if (path === undefined) return undefined;
      const files = filesIn(path, folder, at, workspace, found);
      if (!workspace.entries.has(`${path}/SKILL.md`)) {
        found.push(diagnose(at, { mistake: 'no_skill_file', folder: path, instead: otherCase(path, files) }));
        return undefined;
      }
      if (!known.has(path)) known.set(path, readSkillFile(path, texts, found));
      const read = known.get(path);
      return read === undefined ? undefined : { ...read, folder: path, files };
    },
  };
}

/** The path from the workspace's folder of a folder below the ensemble's. */
function folderNamed(
  { name, at }: Written,
  folder: string,
  workspace: Workspace,
  found: Diagnostic[],
): string | undefined {
  const path = joined(folder, name)?.normalize('NFC');
  if (path === undefined || !isBelow(folder, path)) {
    found.push(diagnose(at, { mistake: 'path_leaves', path: name, folder }));
    return undefined;
  }
  const there = workspace.entries.get(path);
  if (there?.entry === 'folder') return path;
  if (there?.entry === 'link out')
    found.push(diagnose(at, { mistake: 'link_out', file: path, of: `\`${folder}\`` }));
  else {
    const known = [...entriesOf(folder, workspace).keys()].filter((one) => one.endsWith('/SKILL.md'));
    found.push(
      diagnose(at, {
        mistake: 'no_skill_folder',
        path: name,
        in: folder,
        isFile: there !== undefined,
        known: known.map((one) => one.slice(0, -'/SKILL.md'.length)),
      }),
    );
  }
  return undefined;
}

/** Its files; what is none is told where the skill is named. */
function filesIn(
  path: string,
  folder: string,
  at: Span,
  workspace: Workspace,
  found: Diagnostic[],
): readonly string[] {
  return [...entriesOf(folder, workspace)].flatMap(([inside, entry]) => {
    const one = `${folder}/${inside}`;
    if (!isBelow(path, one)) return [];
    switch (entry.entry) {
      case 'file':
        return [one];
      case 'folder':
        return [];
      case 'link out':
        found.push(diagnose(at, { mistake: 'link_out', file: one, of: `\`${path}\`` }));
        return [];
      case 'unreadable':
        found.push(diagnose(at, { mistake: 'unreadable', file: one, because: entry.because }));
        return [];
      case 'other':
        found.push(diagnose(at, { mistake: 'not_a_file', file: one, is: 'no regular file' }));
        return [];
      default:
        return unreachable(entry);
    }
  });
}

function readSkillFile(
  folder: string,
  texts: TextFiles,
  found: Diagnostic[],
): Pick<Skill, 'name' | 'description' | 'text'> | undefined {
  const file = texts.of(`${folder}/SKILL.md`);
  if (file === undefined) return undefined;
  const matter = readFrontMatter(file, found, 'strict');
  if (matter.state !== 'read') {
    if (matter.state === 'none') tellNoFrontMatter(file, matter, 'a skill', found);
    return undefined;
  }
  const read = readSkillKeys(matter.data, folder.split('/').at(-1) ?? '', found);
  return read === undefined ? undefined : { ...read, text: matter.body };
}

/** `skill.md`, where someone wrote that instead. */
const otherCase = (folder: string, files: readonly string[]): string | undefined =>
  files.map((one) => one.slice(folder.length + 1)).find((one) => one.toLowerCase() === 'skill.md');

function readSkillKeys(
  data: LocatedMap,
  folder: string,
  found: Diagnostic[],
): Pick<Skill, 'name' | 'description'> | undefined {
  const known = Object.keys(shape);
  // Others write keys of their own into it, and the format says nothing against them: they are told and passed over.
  for (const [key, { key: at }] of data.entries)
    if (!Object.hasOwn(shape, key)) found.push(diagnose(at, { mistake: 'odd_skill_key', key, known }));
  const entries = new Map([...data.entries].filter(([key]) => Object.hasOwn(shape, key)));
  const required = {
    name: 'the name of its folder',
    description: 'what the skill does and when to use it',
  };
  const read = readKeys({ ...data, entries }, shape, { of: 'a skill', required }, found);
  const long = (Object.keys(most) as (keyof typeof most)[]).filter((key) => {
    const length = [...(read[key]?.trim() ?? '')].length;
    const at = data.entries.get(key)?.value.at;
    if (at === undefined || length <= most[key]) return false;
    found.push(
      diagnose(at, {
        mistake: 'wrong_value',
        key,
        is: `${length} characters long`,
        expected: `a text of at most ${most[key]} characters`,
      }),
    );
    return true;
  });
  const nameFits =
    read.name === undefined || long.includes('name') || checkName(read.name, data, folder, found);
  checkRest(data, found);
  if (read.name === undefined || read.description === undefined || long.length > 0 || !nameFits)
    return undefined;
  return { name: read.name, description: read.description.trim() };
}

/** Small letters, digits and single hyphens between them; and it is the folder's name. */
function checkName(name: string, data: LocatedMap, folder: string, found: Diagnostic[]): boolean {
  const at = data.entries.get('name')?.value.at;
  if (at === undefined) return false;
  const plain = name.normalize('NFKC');
  const fits = /^[\p{L}\p{N}]+(-[\p{L}\p{N}]+)*$/u.test(plain) && plain === plain.toLowerCase();
  if (!fits) {
    found.push(
      diagnose(at, {
        mistake: 'wrong_value',
        key: 'name',
        is: kindOf(name),
        expected: 'a name of small letters and digits, with single hyphens between them',
      }),
    );
  } else if (plain !== folder.normalize('NFKC')) {
    found.push(diagnose(at, { mistake: 'other_skill_name', name, folder }));
    return false;
  }
  return fits;
}

function checkRest(data: LocatedMap, found: Diagnostic[]): void {
  const metadata = data.entries.get('metadata')?.value;
  for (const [key, { value: one }] of metadata?.shape === 'map' ? metadata.entries : []) {
    if (one.shape === 'scalar' && one.value !== null) continue;
    found.push(
      diagnose(one.at, {
        mistake: 'wrong_value',
        key: `metadata.${key}`,
        is: kindOf(one.value),
        expected: 'a text',
      }),
    );
  }
  const tools = data.entries.get('allowed-tools');
  if (tools === undefined) return;
  const listed = tools.value.shape === 'list' ? tools.value.items : [tools.value];
  for (const one of listed) {
    if (typeof one.value === 'string') continue;
    found.push(
      diagnose(one.value === null ? tools.key : one.at, {
        mistake: 'wrong_value',
        key: 'allowed-tools',
        is: kindOf(one.value),
        expected: 'a text with blanks between the tools, or a list of texts',
      }),
    );
  }
}
