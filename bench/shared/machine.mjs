/** What was measured on, and what was measured: figures say nothing without it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { contenders } from '../contenders/index.mjs';
import { turbo } from '../contenders/engines.mjs';
import { snakemake } from '../contenders/snakemake.mjs';
import { firstLine } from './measure.mjs';
import { git, project } from './workspace.mjs';

/** Plain values, to be kept beside the figures. */
export function measuredOn({ folder }) {
  const rivals = [...contenders, snakemake, turbo].flatMap((contender) => {
    const version = contender.missing() === undefined ? contender.version() : undefined;
    return version === undefined || own.some((name) => contender.name.startsWith(name))
      ? []
      : [`${contender.name.replace(/, .*/, '')} ${number(version)}`];
  });
  return {
    date: new Date().toISOString(),
    commit: commit(),
    cores: availableParallelism(),
    processor: [...new Set(cpus().map(({ model }) => model.trim()))].join(', '),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: system(),
    fileSystem: fileSystem(folder),
    node: process.version.slice(1),
    git: number(firstLine('git', '--version') ?? 'none'),
    bash: number(firstLine('bash', '--version') ?? 'none'),
    rivals: [...new Set(rivals)],
  };
}

export const machineText = (on) =>
  [
    `- Date: ${on.date.slice(0, 10)}; Simphony at \`${on.commit}\``,
    `- Machine: ${on.cores} cores (${on.processor}), ${on.memoryGiB} GiB of memory, ${on.system}, ${on.fileSystem}`,
    `- Node ${on.node}, git ${on.git}, bash ${on.bash}`,
    `- Rivals: ${on.rivals.join(', ')}`,
  ].join('\n');

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
