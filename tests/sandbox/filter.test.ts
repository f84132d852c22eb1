import { describe, expect, test } from 'vitest';
import { seccompFilter, type FilterFor } from '../../src/players/sandbox/seccomp.ts';
import { syscallNumber, type Arch, type Syscall } from '../../src/players/sandbox/syscalls.ts';

/** The filter as the kernel reads it, for both machines: a small interpreter of classic BPF (Linux networking/filter.rst). */
function answer(
  what: FilterFor,
  arch: Arch,
  call: { readonly nr: number; readonly args?: readonly number[]; readonly arch?: number },
): string {
  const bytes = seccompFilter(what, arch);
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call.nr, 0);
  data.writeUInt32LE(call.arch ?? { x64: 0xc000003e, arm64: 0xc00000b7 }[arch], 4);
  (call.args ?? []).forEach((value, at) => data.writeBigUInt64LE(BigInt(value), 16 + 8 * at));
  let [at, accumulator] = [0, 0];
  for (let steps = 0; steps < 4096; steps++, at++) {
    const [code, jt, jf] = [
      bytes.readUInt16LE(at * 8),
      bytes.readUInt8(at * 8 + 2),
      bytes.readUInt8(at * 8 + 3),
    ];
    const k = bytes.readUInt32LE(at * 8 + 4);
    const jump = (holds: boolean): number => (at += holds ? jt : jf);
    if (code === 0x20) accumulator = data.readUInt32LE(k);
    else if (code === 0x54) accumulator = (accumulator & k) >>> 0;
    else if (code === 0x15) jump(accumulator === k);
    else if (code === 0x35) jump(accumulator >= k);
    else if (code === 0x45) jump((accumulator & k) >>> 0 !== 0);
    else if (code === 0x06) {
      if (k === 0x7fff0000) return 'allowed';
      if (k === 0x80000000) return 'killed';
      return `errno ${k & 0xffff}`;
    } else throw new Error(`no such instruction: ${code}`);
  }
  throw new Error('it does not end');
}

const archs = ['x64', 'arm64'] as const;
const kinds = ['files', 'files+net', 'alone'] as const;

describe.each(archs)('the filter of system calls on %s', (arch) => {
  const ask = (what: FilterFor, call: Syscall, ...args: number[]): string => {
    const nr = syscallNumber(call, arch);
    return nr === undefined ? 'not there' : answer(what, arch, { nr, args });
  };

  test.each(kinds)('%s: calls of another machine, or of x32, end the process', (what) => {
    expect(answer(what, arch, { nr: 1, arch: 0x40000003 })).toBe('killed');
    if (arch === 'x64') expect(answer(what, arch, { nr: 0x40000001 })).toBe('killed');
  });

  test.each(kinds)('%s: what programs live of is allowed', (what) => {
    const everyday =
      arch === 'x64' ? [0, 1, 3, 10, 12, 59, 202, 231, 257] : [56, 57, 63, 64, 98, 94, 214, 221, 226];
    for (const nr of everyday) expect([nr, answer(what, arch, { nr })]).toEqual([nr, 'allowed']);
  });

  test.each(kinds)('%s: ways out are refused', (what) => {
    for (const call of [
      'ptrace',
      'mount',
      'unshare',
      'setns',
      'bpf',
      'keyctl',
      'pivot_root',
      'kexec_load',
    ] as const)
      expect([call, ask(what, call)]).toEqual([call, 'errno 1']);
    for (const call of ['clone3', 'io_uring_setup', 'memfd_create'] as const)
      expect([call, ask(what, call)]).toEqual([call, 'errno 38']);
  });

  test('new namespaces are refused to clone, whatever other flags stand beside', () => {
    for (const flag of [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000, 0x80])
      expect(ask('files', 'clone', flag | 0x11)).toBe('errno 1');
    expect(ask('files', 'clone', 0x11)).toBe('allowed');
  });

  test('alone: threads may be made, and nothing else', () => {
    expect(ask('alone', 'clone', 0x3d0f00)).toBe('allowed');
    expect(ask('alone', 'clone', 0x11)).toBe('errno 1');
    expect(ask('alone', 'clone', 0x10000 | 0x10000000)).toBe('errno 1');
    expect(['errno 1', 'not there']).toContain(ask('alone', 'fork'));
    expect(['allowed', 'not there']).toContain(ask('files', 'fork'));
    expect(ask('alone', 'socket', 2)).toBe('errno 1');
    expect(ask('alone', 'socketpair', 1)).toBe('errno 1');
  });

  test('memory that no limit counts is refused; files may be mapped, and private memory had', () => {
    for (const what of kinds) {
      expect(ask(what, 'mmap', 0, 4096, 3, 0x21)).toBe('errno 12');
      expect(ask(what, 'mmap', 0, 4096, 3, 0x8021)).toBe('errno 12');
      expect(ask(what, 'mmap', 0, 4096, 3, 0x22)).toBe('allowed');
      expect(ask(what, 'mmap', 0, 4096, 3, 0x01)).toBe('allowed');
      expect(ask(what, 'shmget')).toBe('errno 1');
    }
  });

  test('sockets: of its own network, and between its processes; with the network none that has a name in files', () => {
    for (const family of [2, 10, 16]) expect(ask('files', 'socket', family)).toBe('allowed');
    expect(ask('files', 'socket', 1)).toBe('allowed');
    expect(ask('files+net', 'socket', 1)).toBe('errno 97');
    expect(ask('files+net', 'socket', 2)).toBe('allowed');
    for (const family of [0, 17, 38, 40]) expect(ask('files+net', 'socket', family)).toBe('errno 97');
    expect(ask('files+net', 'socketpair', 1)).toBe('allowed');
  });

  test('nobody types into a terminal', () => {
    expect(ask('files', 'ioctl', 0, 0x5412)).toBe('errno 1');
    expect(ask('files', 'ioctl', 0, 0x541c)).toBe('errno 1');
    expect(ask('files', 'ioctl', 0, 0x5413)).toBe('allowed');
  });
});
