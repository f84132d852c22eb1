/** The folders in which contenders play: the same step everywhere, `sh step.sh`, which says `{"n":1}`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from './measure.mjs';

/** The folder of the project, and the command as it is built and installed. */
export const project = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
export const simphony = path.join(project, 'dist/simphony.js');

/**
 * One step, the same for everyone: a shell starts, writes one line and ends. With an argument it writes into that
 * file, so that make and ninja need no second shell for a redirection.
 */
const step = '[ -z "$1" ] || exec >"$1"\necho \'{"n":1}\'\n';

export const names = (steps) =>
  Array.from(
    { length: steps },
    (_, at) => `s${String(at + 1).padStart(Math.max(5, String(steps).length), '0')}`,
  );

/** Writes files under a folder; their folders are made. */
export function write(folder, files) {
  const made = new Set();
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    const parent = path.dirname(file);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(file, text);
  }
}

export function git(folder, ...words) {
  return execFileSync('git', words, {
    cwd: folder,
    env: environment(),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** A repository whose first commit holds all that lies in the folder. */
export function repository(folder) {
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'config', 'user.name', 'Bench');
  git(folder, 'config', 'user.email', 'bench@example.org');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'start');
}

/** A folder with the step, a place for takes and a handoff; a repository if asked for. */
export function plainFolder(folder, { committed = false, files = {} } = {}) {
  write(folder, { 'step.sh': step, 'takes/.keep': '', 'handoff.md': '# Handoff\n', ...files });
  if (committed) repository(folder);
}

/**
 * A workspace of Simphony: one ensemble of N instruments, each with one check on its output.
 *
 * @param {{ steps: number, kind?: 'command' | 'module', shape?: 'chain' | 'independent' }} what
 */
export function workspace(folder, { steps, kind = 'command', shape = 'chain' }) {
  write(folder, workspaceFiles({ steps, kind, shape }));
  repository(folder);
}

export function workspaceFiles({ steps, kind = 'command', shape = 'chain' }) {
  const all = names(steps);
  const how = kind === 'command' ? 'command: [sh, scripts/step.sh]' : 'module: scripts/step.mjs';
  return {
    'sheetMusic.md': '---\ntitle: Chain\nplays: [chain]\n---\nA chain.\n',
    'production.md': '# Goals\n',
    'concerto.md': '---\nsimphony: 1\nplays: [chain]\n---\n',
    'ensembles/chain/ensemble.md':
      '---\nensemble: chain\nversion: 1.0.0\ndescription: A chain.\n---\nA chain.\n',
    'ensembles/chain/scripts/step.sh': step,
    'ensembles/chain/scripts/step.mjs': 'export default async function play() {\n  return { n: 1 };\n}\n',
    ...Object.fromEntries(
      all.map((name, at) => {
        const needs = shape === 'chain' && at > 0 ? all[at - 1] : 'sheet';
        return [
          `ensembles/chain/${name}.md`,
          `---\nkind: script\ndescription: Step ${at + 1}.\nneeds: [${needs}]\n${how}\nchecks:\n  - output.n == 1\n---\n`,
        ];
      }),
    ),
  };
}
