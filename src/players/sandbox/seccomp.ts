import { syscallNumber, type Arch, type Syscall } from './syscalls.ts';

/**
 * The filter of system calls as a classic BPF program (seccomp(2), Linux networking/filter.rst), which bubblewrap loads
 * before the program inside starts.
 *
 * What is refused is what nobody inside needs and what has been the way out of, or round, sandboxes: other namespaces and
 * mounts, other processes' memory, the kernel's own machinery (io_uring, bpf, perf, keys, modules), kinds of sockets that
 * no namespace holds (vsock), typing into a terminal; and memory that no limit counts: shared anonymous mappings, memfds
 * and System V segments (RLIMIT_DATA counts private pages alone).
 */
export type FilterFor =
  /** Programs that may start others. Sockets of its own network namespace, and those that connect its processes. */
  | 'files'
  /** The same with the machine's network: no sockets of its file system and none with abstract names. */
  | 'files+net'
  /** One process and its threads: no other process, no socket at all. */
  | 'alone';

const refused: readonly Syscall[] = [
  ...(['ptrace', 'process_vm_readv', 'process_vm_writev', 'process_madvise', 'kcmp', 'pidfd_getfd'] as const),
  ...([
    'mount',
    'umount2',
    'pivot_root',
    'move_mount',
    'open_tree',
    'fsopen',
    'fsconfig',
    'fsmount',
  ] as const),
  ...(['fspick', 'mount_setattr', 'chroot', 'unshare', 'setns'] as const),
  ...(['bpf', 'perf_event_open', 'userfaultfd', 'fanotify_init', 'lookup_dcookie', 'syslog'] as const),
  ...(['keyctl', 'add_key', 'request_key', 'name_to_handle_at', 'open_by_handle_at'] as const),
  ...(['init_module', 'finit_module', 'delete_module', 'kexec_load', 'kexec_file_load', 'reboot'] as const),
  ...(['swapon', 'swapoff', 'acct', 'quotactl', 'quotactl_fd', 'sethostname', 'setdomainname'] as const),
  ...([
    'settimeofday',
    'clock_settime',
    'clock_adjtime',
    'adjtimex',
    'iopl',
    'ioperm',
    'modify_ldt',
  ] as const),
  ...(['personality', 'uselib', 'vhangup', 'move_pages'] as const),
  ...(['shmget', 'shmat', 'msgget', 'semget', 'mq_open'] as const),
];

/** Answered as by a kernel that does not have them, so that libraries take the older way. */
const unknown: readonly Syscall[] = [
  'clone3',
  'memfd_create',
  'memfd_secret',
  'io_uring_setup',
  'io_uring_enter',
  'io_uring_register',
];

const EPERM = 1;
const ENOMEM = 12;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

/** CLONE_NEW… of sched.h, all of them. */
const newNamespaces = 0x7e02_0080;
const CLONE_THREAD = 0x0001_0000;
const MAP_SHARED = 0x01;
const MAP_ANONYMOUS = 0x20;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;

const RET_KILL_PROCESS = 0x8000_0000;
const RET_ALLOW = 0x7fff_0000;
const errno = (code: number): number => 0x0005_0000 | code;

/** `struct seccomp_data`: bytes from its beginning. Of an argument the lower half, on these little-endian machines. */
const offsetOf = { nr: 0, arch: 4, argument: (index: number) => 16 + 8 * index };
const auditArch = { x64: 0xc000_003e, arm64: 0xc000_00b7 } satisfies Record<Arch, number>;
/** Numbers from here on are the 32-bit calls of x32, which would walk past every rule. */
const x32 = 0x4000_0000;

const LOAD = 0x20;
const AND = 0x54;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER_OR_EQUAL = 0x35;
const JUMP_ANY_BIT = 0x45;
const RETURN = 0x06;

/** Code, jump where true, jump where false, operand. */
type Instruction = readonly [code: number, jt: number, jf: number, k: number];

const load = (offset: number): Instruction => [LOAD, 0, 0, offset];
const give = (answer: number): Instruction => [RETURN, 0, 0, answer];

/** The program as bytes, for a descriptor that bubblewrap reads. */
export function seccompFilter(what: FilterFor, arch: Arch): Buffer {
  const alone = what === 'alone';
  const program: Instruction[] = [
    load(offsetOf.arch),
    [JUMP_EQUAL, 1, 0, auditArch[arch]],
    give(RET_KILL_PROCESS),
    load(offsetOf.nr),
    ...(arch === 'x64' ? [[JUMP_GREATER_OR_EQUAL, 0, 1, x32] as const, give(RET_KILL_PROCESS)] : []),
    ...refused.flatMap((call) => whole(call, EPERM)),
    ...unknown.flatMap((call) => whole(call, ENOSYS)),
    ...(alone
      ? (['fork', 'vfork', 'socket', 'socketpair'] as const).flatMap((call) => whole(call, EPERM))
      : []),
    ...of('clone', [
      load(offsetOf.argument(0)),
      [JUMP_ANY_BIT, 0, 1, newNamespaces],
      give(errno(EPERM)),
      ...(alone ? [[JUMP_ANY_BIT, 1, 0, CLONE_THREAD] as const, give(errno(EPERM))] : []),
      give(RET_ALLOW),
    ]),
    ...of('mmap', [
      load(offsetOf.argument(3)),
      [AND, 0, 0, MAP_SHARED | MAP_ANONYMOUS],
      [JUMP_EQUAL, 0, 1, MAP_SHARED | MAP_ANONYMOUS],
      give(errno(ENOMEM)),
      give(RET_ALLOW),
    ]),
    ...of('ioctl', [
      load(offsetOf.argument(1)),
      [JUMP_EQUAL, 1, 0, TIOCSTI],
      [JUMP_EQUAL, 0, 1, TIOCLINUX],
      give(errno(EPERM)),
      give(RET_ALLOW),
    ]),
    ...(alone ? [] : of('socket', onlyFamilies(what === 'files+net' ? families : [AF_UNIX, ...families]))),
    give(RET_ALLOW),
  ];
  return Buffer.concat(program.map(encoded));

  /** A call that is refused whatever its arguments. */
  function whole(call: Syscall, code: number): Instruction[] {
    return of(call, [give(errno(code))]);
  }
  /** Instructions for one call; every way through them gives an answer. */
  function of(call: Syscall, then: readonly Instruction[]): Instruction[] {
    const number = syscallNumber(call, arch);
    return number === undefined ? [] : [[JUMP_EQUAL, 0, then.length, number], ...then];
  }
}

const families = [AF_INET, AF_INET6, AF_NETLINK];

function onlyFamilies(allowed: readonly number[]): Instruction[] {
  return [
    load(offsetOf.argument(0)),
    ...allowed.map((family, index): Instruction => [JUMP_EQUAL, allowed.length - index, 0, family]),
    give(errno(EAFNOSUPPORT)),
    give(RET_ALLOW),
  ];
}

/** `struct sock_filter`, little-endian. */
function encoded([code, jt, jf, k]: Instruction): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(jt, 2);
  bytes.writeUInt8(jf, 3);
  bytes.writeUInt32LE(k >>> 0, 4);
  return bytes;
}
