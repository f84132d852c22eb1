import { accessSync, constants, readdirSync, statSync } from 'node:fs';

/** What the system holds a process to (getrlimit(2)). What is absent stays as it is. */
export interface Limits {
  /** Seconds of CPU of one process; SIGXCPU, and a second later SIGKILL. */
  readonly cpuSeconds?: number;
  /** Bytes of private writable memory of one process. Never of address space: V8 and BLAS reserve far more than they use. */
  readonly data?: number;
  /** Bytes of one file. */
  readonly fileSize?: number;
  /** Open descriptors of one process. */
  readonly descriptors?: number;
  /** Processes and threads of the user that it runs as. Without effect on the machine's own uid 0. */
  readonly processes?: number;
}

/** The tools of the system that hold a program to limits: absolute paths, those that are there. */
export interface LimitTools {
  readonly prlimit?: string;
  readonly setpriv?: string;
  readonly bwrap?: string;
}

/** Where a system keeps its tools; never on the PATH, where a workspace's package may come first. */
const systemFolders = ['/usr/bin', '/bin', '/usr/local/bin', '/usr/sbin', '/run/current-system/sw/bin'];

export function systemTool(name: string): string | undefined {
  return systemFolders.map((folder) => `${folder}/${name}`).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The words that start a program under limits: those words, then the program and its own. */
export function limitWords(limits: Limits, prlimit: string | undefined): readonly string[] {
  return prlimit === undefined ? shellWords(limits) : [prlimit, ...prlimitWords(limits), '--'];
}

function prlimitWords({ cpuSeconds, data, fileSize, descriptors, processes }: Limits): string[] {
  return [
    '--core=0:0',
    ...(cpuSeconds === undefined ? [] : [`--cpu=${Math.ceil(cpuSeconds)}:${Math.ceil(cpuSeconds) + 1}`]),
    ...(data === undefined ? [] : [`--data=${data}:${data}`]),
    ...(fileSize === undefined ? [] : [`--fsize=${fileSize}:${fileSize}`]),
    ...(descriptors === undefined ? [] : [`--nofile=${descriptors}:${descriptors}`]),
    ...(processes === undefined ? [] : [`--nproc=${processes}:${processes}`]),
  ];
}

/**
 * The same through a POSIX shell, where util-linux is missing (macOS, Alpine): sizes in KiB and in blocks of 512 bytes;
 * a limit that this shell or system doesn't have is left out. macOS does not hold `-d`.
 */
function shellWords({ cpuSeconds, data, fileSize, descriptors }: Limits): string[] {
  const asked = [
    '-c 0',
    ...(cpuSeconds === undefined ? [] : [`-t ${Math.ceil(cpuSeconds)}`]),
    ...(data === undefined ? [] : [`-d ${Math.ceil(data / 1024)}`]),
    ...(fileSize === undefined ? [] : [`-f ${Math.ceil(fileSize / 512)}`]),
    ...(descriptors === undefined ? [] : [`-n ${descriptors}`]),
  ];
  const script = asked.map((one) => `ulimit ${one} 2>/dev/null`).join('; ');
  return ['/bin/sh', '-c', `${script}; exec "$@"`, 'sh'];
}

/**
 * Processes and threads that a user has now, over the whole machine: what a limit on processes counts where a program
 * runs as that user (setrlimit(2), RLIMIT_NPROC). 0 where there is no /proc to tell.
 */
export function tasksOf(uid: number): number {
  if (process.platform !== 'linux') return 0;
  let tasks = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (statSync(`/proc/${name}`).uid !== uid) continue;
      // A folder's links are itself, its name, and one for each folder in it.
      tasks += Math.max(1, statSync(`/proc/${name}/task`).nlink - 2);
    } catch {
      // It has gone.
    }
  }
  return tasks;
}
