import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { limitWords, type Limits, type LimitTools } from './limits.ts';
import { isOfSystem, systemFolders } from './prefixes.ts';

/** All that a program inside sees of the machine. Paths are absolute, and inside what they are outside. */
export interface Room {
  /** Shown as they are, not to be written: code, interpreters. Absent ones are left out. */
  readonly shown: readonly string[];
  /** To be written: folders of the attempt. */
  readonly written: readonly string[];
  /** Covered by an empty folder before anything is shown in it: a workspace that lies in a folder of the system. */
  readonly covered?: readonly string[];
  readonly network: boolean;
  /** Bytes that its private /tmp may hold. */
  readonly tmp: number;
  readonly limits: Limits;
}

/** Files that bubblewrap reads, and who the program is inside. */
export interface Doorkeeper {
  readonly tools: LimitTools & { readonly bwrap: string };
  /** The filter of system calls. */
  readonly filter: string;
  /** What stands for /etc/passwd and /etc/group. */
  readonly passwd: string;
  readonly group: string;
  readonly uid: number;
  /** We are the machine's uid 0: mounts are made as that, and the program is another user all the same. */
  readonly asRoot: boolean;
}

/** Of /etc what programs cannot do without; nothing in it tells who uses this machine. */
const settings = [
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/alternatives',
  '/etc/ssl',
];
const networkSettings = [
  ...['/etc/resolv.conf', '/etc/hosts', '/etc/host.conf', '/etc/nsswitch.conf', '/etc/gai.conf'],
  ...['/etc/services', '/etc/protocols', '/etc/ca-certificates', '/etc/pki', '/etc/crypto-policies'],
];

/** Descriptors on which bubblewrap reads the filter, and says its child's id: beyond those that a program may be given. */
const filterOn = 9;
const childOn = 8;

/**
 * The words that start a program inside: those words, then the program and its own (bwrap(1)).
 *
 * B1  Namespaces of its own for processes, mounts, IPC, host name, cgroups and, unless it has the network, for that.
 * B2  It sees the system's folders read-only, what the room shows, a /tmp, a /proc and a /dev of its own, and nothing else:
 *     no home, no workspace, no /etc but for a few settings.
 * B3  It is an ordinary user without capabilities, who can gain none: as the machine's uid 0 by becoming another,
 *     else in a user namespace. So the limit on processes holds.
 * B4  When whoever started it goes, it goes. The first process inside is bubblewrap's, and all others go with that: once
 *     that is gone from the system, nobody is left inside.
 * B5  Where it can write is bounded: the folders of the attempt by the limit on a file's size, all else by their own.
 */
export function sandboxWords(room: Room, door: Doorkeeper, childIn: string): readonly [string, ...string[]] {
  const { tools, uid, asRoot } = door;
  const covered = room.covered ?? [];
  const around = room.network ? [...settings, ...networkSettings] : settings;
  const folders = new Folders(covered);
  return [
    // A shell opens both, since nobody between here and there hands descriptors on.
    '/bin/sh',
    ...['-c', `f=$1 c=$2; shift 2; exec "$@" ${filterOn}<"$f" ${childOn}>"$c"`, 'sh', door.filter, childIn],
    tools.bwrap,
    ...['--die-with-parent', '--new-session'],
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ...(room.network ? [] : ['--unshare-net']),
    ...(asRoot ? [] : ['--unshare-user', '--uid', String(uid), '--gid', String(uid)]),
    ...['--hostname', 'sandbox'],
    ...systemFolders.flatMap(systemFolder),
    ...folders.above('/etc/passwd'),
    ...around.flatMap((path) => shown(path, folders)),
    ...['--ro-bind', door.passwd, '/etc/passwd', '--ro-bind', door.group, '/etc/group'],
    ...[
      '--proc',
      '/proc',
      '--dev',
      '/dev',
      '--perms',
      '1777',
      '--size',
      String(room.tmp),
      '--tmpfs',
      '/dev/shm',
    ],
    ...['--perms', '1777', '--size', String(room.tmp), '--tmpfs', '/tmp'],
    ...covered.flatMap((folder) => ['--perms', '0755', '--tmpfs', folder]),
    ...outermost(room.shown).flatMap((path) => shown(path, folders)),
    ...room.written.flatMap((folder) => [...folders.above(folder), '--bind', folder, folder]),
    // What was made to hold all this is memory, and nobody writes to it.
    ...covered.flatMap((folder) => ['--remount-ro', folder]),
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
    ...['--seccomp', String(filterOn), '--info-fd', String(childOn)],
    '--',
    ...(asRoot ? anotherUser(uid, tools) : []),
    ...limitWords(room.limits, tools.prlimit),
  ];
}

function anotherUser(uid: number, { setpriv }: LimitTools): string[] {
  if (setpriv === undefined) throw new Error('setpriv was there when the sandbox tested itself');
  const user = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups'];
  return [setpriv, ...user, '--inh-caps=-all', '--bounding-set=-all', '--no-new-privs', '--'];
}

/** A folder as it is, or the link that stands for it (`/bin` → `usr/bin`). */
function systemFolder(folder: string): string[] {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() === true) return ['--symlink', readlinkSync(folder), folder];
  return found?.isDirectory() === true ? ['--ro-bind', folder, folder] : [];
}

const shown = (path: string, folders: Folders): string[] =>
  existsSync(path) ? [...folders.above(path), '--ro-bind', path, path] : [];

/** The folders above what is shown: made open to all, where bubblewrap itself would make them as it sees fit. */
class Folders {
  private readonly made = new Set(['/', '/tmp', '/dev', '/proc']);
  private readonly covered: readonly string[];

  constructor(covered: readonly string[]) {
    this.covered = covered;
  }

  above(path: string): string[] {
    const folder = dirname(path);
    if (this.made.has(folder)) return [];
    const words = this.above(folder);
    this.made.add(folder);
    const isThere = isOfSystem(folder) && !this.covered.some((one) => folder.startsWith(`${one}/`));
    return isThere ? words : [...words, '--perms', '0755', '--dir', folder];
  }
}

/** Without what lies in another of them. */
function outermost(paths: readonly string[]): string[] {
  const all = new Set(paths);
  return [...all].filter((path) => {
    for (let above = dirname(path); above !== dirname(above); above = dirname(above))
      if (all.has(above)) return false;
    return true;
  });
}
