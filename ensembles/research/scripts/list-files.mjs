/**
 * The probe of `inventory`, `links` and `modules`: which files there are, by name alone.
 *   node ensembles/research/scripts/list-files.mjs <folder>
 * Prints { git, files, leftOut, problem? }. In a git work tree these are the files that git tracks or would track;
 * elsewhere every file below the folder. Nothing of a file's text is in it but whether it is too large to be read,
 * so it stays the same while texts change.
 */
import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { joined, workspacesIn, writtenBySessions } from '../lib/paths.mjs';
import { byBytes } from '../lib/text.mjs';

/** More paths than this are not listed: what a probe prints is bounded. */
const mostFiles = 120_000;
/** Bytes; a larger file is listed and not read. */
const large = 1 << 20;
/** Folders that hold what a tool fetched or made, where no `.gitignore` says so. */
const ofTools = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.simphony',
  '__pycache__',
  '.venv',
  'venv',
  '.tox',
  '.mypy_cache',
  '.DS_Store',
]);

const folder = process.argv[2] ?? '.';
function listing(top) {
  const stat = lstatOf(top, true);
  if (stat === undefined) return { problem: `there is no folder ${JSON.stringify(top)}` };
  if (!stat.isDirectory()) return { problem: `${JSON.stringify(top)} is no folder` };
  const tracked = ofGit(top);
  const leftOut = { links: 0, submodules: 0, names: 0, sessions: 0, beyond: 0 };
  const files = [];
  for (const name of tracked ?? walked(top, '')) {
    if (name.endsWith('/') || name.includes('\uFFFD') || /[\n\r\0]/.test(name)) leftOut.names += 1;
    else files.push(name);
  }
  const workspaces = workspacesIn(files);
  const kept = files.filter((name) => {
    if (!writtenBySessions(name, workspaces)) return true;
    leftOut.sessions += 1;
    return false;
  });
  const listed = [];
  for (const name of kept.toSorted(byBytes)) {
    const found = lstatOf(join(top, name));
    if (found === undefined) continue;
    if (found.isSymbolicLink()) leftOut.links += 1;
    else if (found.isDirectory()) leftOut.submodules += 1;
    else if (!found.isFile()) leftOut.names += 1;
    else if (listed.length === mostFiles) leftOut.beyond += 1;
    else listed.push([name.normalize('NFC'), found.size > large]);
  }
  return {
    git: tracked !== undefined,
    workspace: workspaces.includes(''),
    files: listed.map(([name]) => name),
    large: listed.flatMap(([name, isLarge]) => (isLarge ? [name] : [])),
    // What sessions wrote is no news: counting it would change with every session.
    leftOut: { ...leftOut, sessions: undefined },
  };
}

/** `undefined` where the folder is no git work tree, or git is not there. */
function ofGit(top) {
  try {
    const options = { cwd: top, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] };
    const inside = execFileSync('git', ['rev-parse', '--is-inside-work-tree'], options).trim();
    if (inside !== 'true') return undefined;
    const found = execFileSync(
      'git',
      ['-c', 'core.fsmonitor=false', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
      options,
    );
    return [...new Set(found.split('\0'))].filter((name) => name !== '');
  } catch {
    return undefined;
  }
}

function* walked(top, below) {
  for (const entry of readdirSync(join(top, below), { withFileTypes: true })) {
    if (ofTools.has(entry.name)) continue;
    const name = joined(below, entry.name);
    if (entry.isDirectory()) yield* walkedIfReadable(top, name);
    else yield name;
  }
}

function* walkedIfReadable(top, name) {
  try {
    yield* walked(top, name);
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
  }
}

function lstatOf(path, followed = false) {
  try {
    return followed ? lstatSync(`${path}/.`) : lstatSync(path);
  } catch {
    return undefined;
  }
}

process.stdout.write(`${JSON.stringify(listing(folder))}\n`);
