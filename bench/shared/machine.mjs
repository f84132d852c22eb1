/** What was measured on, and what was measured: figures say nothing without it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { contenders } from '../contenders/index.mjs';
import { turbo } from '../contenders/engines.mjs';
import { snakemake } from '../contenders/snakemake.mjs';
import { firstLine } from './measure.mjs';
import { git, project } from './workspace.mjs';

export function machine({ folder }) {
  const models = [...new Set(cpus().map(({ model }) => model.trim()))].join(', ');
  const versions = [...contenders, snakemake, turbo].flatMap((contender) => {
    const version = contender.missing() === undefined ? contender.version() : undefined;
    return version === undefined || own.some((name) => contender.name.startsWith(name))
      ? []
      : [`${contender.name.replace(/, .*/, '')} ${number(version)}`];
  });
  return [
    `- Date: ${new Date().toISOString().slice(0, 10)}; Simphony at ${commit()}`,
    `- Machine: ${availableParallelism()} cores (${models}), ${Math.round(totalmem() / 2 ** 30)} GiB of memory, ${system()}, ${fileSystem(folder)}`,
    `- Node ${process.version.slice(1)}, ${firstLine('git', '--version')}, ${firstLine('bash', '--version')
      ?.replace(/^GNU /, '')
      .replace(/-release.*/, '')}`,
    `- Rivals: ${[...new Set(versions)].join(', ')}`,
  ].join('\n');
}

/** Named elsewhere. */
const own = ['Simphony', 'shell loop', 'bare Node loop', 'Node loop'];
const number = (version) => /\d+(\.\d+)+/.exec(version)?.[0] ?? version;

function commit() {
  try {
    const changed =
      git(project, 'status', '--porcelain', '--', 'src', 'scripts') === '' ? '' : ', with changes';
    return `${git(project, 'rev-parse', '--short', 'HEAD')}${changed}`;
  } catch {
    return 'no commit';
  }
}

function system() {
  try {
    const [, name] = /^PRETTY_NAME="(.*)"/m.exec(readFileSync('/etc/os-release', 'utf8'));
    return `${name}, ${type()} ${release()}`;
  } catch {
    return `${type()} ${release()}`;
  }
}

function fileSystem(folder) {
  try {
    return execFileSync('findmnt', ['-n', '-o', 'FSTYPE', '-T', folder], { encoding: 'utf8' }).trim();
  } catch {
    return 'a file system that findmnt(8) does not name';
  }
}
