import { lchownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartProgram } from '../start.ts';
import { sandboxWords, type Doorkeeper, type Room } from './bubblewrap.ts';
import { systemTools } from './confine.ts';
import { emptied, startInside, type Inside } from './inside.ts';
import { foldersOf, isOfSystem } from './prefixes.ts';
import { seccompFilter, type FilterFor } from './seccomp.ts';
import { testSandbox, type SandboxLevel } from './self-test.ts';
import { archHere } from './syscalls.ts';

/**
 * The sandbox of a Conductor: bubblewrap, a filter of system calls and limits, round programs that others wrote.
 *
 * X1  It tests itself before the first program goes in, and what it could not hold nobody is let into.
 * X2  As the machine's uid 0, each attempt is a user of its own; else all are one, each in a namespace of its own.
 * X3  What it leads files for (the filter, /etc/passwd) lies in a folder of its own that nobody inside sees.
 */
export interface Sandbox {
  /** What it can hold on this machine. Tested once. */
  level(): Promise<SandboxLevel>;
  /** Makes room for one attempt; only where `level` says that it holds. */
  enter(asked: Entering): Entered;
  close(): void;
}

export interface Entering {
  readonly room: Omit<Room, 'shown' | 'covered'>;
  /** Files and folders to be seen besides what each program needs. */
  readonly shown: readonly string[];
  readonly filter: FilterFor;
  /** Absolute path of a workspace: no prefix of a program that holds it is shown. */
  readonly workspace?: string;
  /** Absolute path of an ensemble's folder: files of it that words name are shown. */
  readonly code?: string;
}

export interface Entered {
  /** A program and its words, looked up on this PATH where its first line names an interpreter. */
  inside(program: string, words: readonly string[], path: string): Inside;
  /** Starts programs inside that would start outside. */
  around(start: StartProgram): StartProgram;
  /** Makes the player's what it may write, and ours again: needed where it is another user than we are. */
  readonly give: (path: string) => void;
  readonly takeBack: (path: string) => void;
  /** Its user may be another attempt's from here on. */
  leave(): void;
}

/** Ids that no person has and that fit into the 65,536 of a container (systemd, UIDS-GIDS.md: dynamic users). */
const firstUid = 61_184;
const manyUids = 4_000;

export function makeSandbox(): Sandbox {
  let tested: Promise<SandboxLevel> | undefined;
  let folder: string | undefined;
  let children = 0;
  const files = new Map<string, string>();
  const taken = new Set<number>();
  const asRoot = process.getuid?.() === 0;

  const house = (): string => (folder ??= mkdtempSync(join(tmpdir(), 'simphony-sandbox-')));
  const fileWith = (name: string, content: string | Buffer): string => {
    const known = files.get(name);
    if (known !== undefined) return known;
    const path = join(house(), name);
    writeFileSync(path, content, { mode: 0o644 });
    files.set(name, path);
    return path;
  };
  const takeUid = (): number => {
    if (!asRoot) return firstUid;
    // Another Conductor on this machine most likely begins elsewhere.
    for (let n = 0; n < manyUids; n++) {
      const uid = firstUid + ((process.pid * 16 + n) % manyUids);
      if (taken.has(uid)) continue;
      taken.add(uid);
      return uid;
    }
    throw new Error('more attempts are in sandboxes than there are users for them');
  };
  const doorOf = (uid: number, filter: FilterFor): Doorkeeper => {
    const [arch, tools] = [archHere(), systemTools()];
    const { bwrap } = tools;
    if (arch === undefined || bwrap === undefined)
      throw new Error('asked to enter a sandbox that is not there');
    return {
      tools: { ...tools, bwrap },
      filter: fileWith(`${filter}.bpf`, seccompFilter(filter, arch)),
      passwd: fileWith(`passwd-${uid}`, `player:x:${uid}:${uid}::/tmp:/bin/sh\n`),
      group: fileWith(`group-${uid}`, `player:x:${uid}:\n`),
      uid,
      asRoot,
    };
  };

  const enter = ({ room, shown, filter, workspace, code }: Entering): Entered => {
    const uid = takeUid();
    const door = doorOf(uid, filter);
    const kept = [homedir(), ...(workspace === undefined ? [] : [workspace])];
    const covered = workspace !== undefined && isOfSystem(workspace) ? [workspace] : [];
    const inside = (program: string, words: readonly string[], path: string): Inside => {
      const needed = foldersOf(program, { path, kept });
      const named = [program, ...words].filter((word) => code !== undefined && word.startsWith(`${code}/`));
      const childIn = join(house(), `child-${(children += 1)}`);
      const whole = { ...room, covered, shown: [...shown, ...needed, ...named] };
      return {
        words: [...sandboxWords(whole, door, childIn), program, ...words],
        emptied: () => emptied(childIn),
      };
    };
    const owned = (path: string, by: number): void => {
      if (asRoot) lchownSync(path, by, by);
    };
    return {
      inside,
      around: (start) => startInside(start, inside),
      give: (path) => owned(path, uid),
      takeBack: (path) => owned(path, 0),
      leave: () => void taken.delete(uid),
    };
  };

  return {
    level: () => (tested ??= testSandbox(enter)),
    enter,
    close() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
      files.clear();
    },
  };
}
