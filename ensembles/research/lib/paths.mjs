/** Paths inside the surveyed folder: always with `/`, relative to its top. */

export const folderOf = (path) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
export const nameOf = (path) => path.slice(path.lastIndexOf('/') + 1);
export const joined = (folder, name) => (folder === '' ? name : `${folder}/${name}`);
export const topOf = (path) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');

/** The ending without its dot, lower case; empty where there is none (`.gitignore` has none). */
export function endingOf(path) {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/**
 * `to` as seen from `folder`, with `.` and `..` worked out.
 * @returns {string | undefined} `''` is the top itself; `undefined` where it leaves the surveyed folder.
 */
export function resolved(folder, to) {
  const parts = to.startsWith('/') || folder === '' ? [] : folder.split('/');
  for (const part of to.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** Every folder that one of these files lies in, at any depth. */
export function foldersOf(paths) {
  const folders = new Set(['']);
  for (const path of paths) {
    for (let folder = folderOf(path); !folders.has(folder); folder = folderOf(folder)) folders.add(folder);
  }
  return folders;
}

/** A path as a glob that matches this path only. */
export const literal = (path) => path.replace(/[^\p{L}\p{N}/._ -]/gu, (sign) => `\\${sign}`);

/**
 * What the Conductor itself writes into a workspace. It is no part of a survey: a session would change what it
 * has just described, and never come to rest.
 */
const ofSessions = ['takes/', 'sessions/', 'output/', 'tests/takes/', '.simphony/'];
const filesOfSessions = new Set(['handoff.md', 'summary.txt', 'production.md']);

/** The folders among these paths that are workspaces of Simphony, `''` for the top, else with a final `/`. */
export function workspacesIn(paths) {
  const found = new Set();
  for (const path of paths) {
    const marked = /^(.*\/)?(?:sheetMusic\.md|ensembles\/[^/]+\/ensemble\.md)$/.exec(path);
    if (marked) found.add(marked[1] ?? '');
  }
  return [...found].sort(byLength);
}

const byLength = (a, b) => a.length - b.length || (a < b ? -1 : 1);

/** Whether a session of one of these workspaces wrote this path. */
export function writtenBySessions(path, workspaces) {
  return workspaces.some((workspace) => {
    if (!path.startsWith(workspace)) return false;
    const inside = path.slice(workspace.length);
    return filesOfSessions.has(inside) || ofSessions.some((folder) => inside.startsWith(folder));
  });
}

/** The same as pathspecs for git, relative to the surveyed folder. */
export const sessionPathspecs = (workspaces) =>
  workspaces.flatMap((workspace) =>
    [...ofSessions, ...filesOfSessions].map(
      (path) => `:(exclude,literal)${workspace}${path.replace(/\/$/, '')}`,
    ),
  );
