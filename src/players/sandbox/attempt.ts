import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import { dirname, join } from 'node:path';
import type { Instrument } from '../../score/index.ts';
import type { PlayRequest } from '../player.ts';
import type { ScratchFolders } from '../scratch.ts';
import type { SimphonyHome } from '../simphony-home.ts';
import { tasksOf, type Limits } from './limits.ts';
import { foldersOf } from './prefixes.ts';
import type { Entered, Sandbox } from './sandbox.ts';
import type { SandboxLevel } from './self-test.ts';

const GiB = 1024 ** 3;

/** What programs of one attempt may have; of memory and open files each process. */
const most = { data: 2 * GiB, fileSize: 1 * GiB, descriptors: 1024, processes: 256, tmp: 256 * 1024 ** 2 };

/** Where the programs of an attempt that asks for a sandbox play: `undefined` where it asks for none. */
export async function enterAttempt(
  request: PlayRequest,
  folders: ScratchFolders,
  { sandbox, home }: { readonly sandbox: Sandbox; readonly home: SimphonyHome },
): Promise<Entered | { readonly because: string; readonly instead: string } | undefined> {
  const { instrument, workspace } = request;
  if (!isAskedFor(instrument)) return undefined;
  const level = await sandbox.level();
  record(request.home, level);
  if (instrument.sandbox === undefined) return undefined;
  if (level.level === 'limits') return request.sandbox === 'best' ? undefined : level;
  const written = [folders.work, folders.home, folders.tmp];
  const entered = sandbox.enter({
    room: { written, network: instrument.sandbox === 'files+net', tmp: most.tmp, limits: limitsOf(request) },
    shown: shownTo(request, home),
    filter: instrument.sandbox,
    workspace,
    code: join(workspace, 'ensembles', instrument.ensemble),
  });
  for (const folder of written) entered.give(folder);
  return entered;
}

/** By the instrument, or by what it plays: a program in Python is given to one of its own. */
const isAskedFor = ({ sandbox, performer }: Instrument): boolean =>
  sandbox !== undefined ||
  (performer.kind === 'dsp' && performer.source.from !== 'graph' && performer.source.language === 'python');

const recorded = new WeakMap<SandboxLevel, Set<string>>();

/** What the sandbox held when it was tested stands beside the journal: for people, and for whoever asks them what happened. */
function record(home: string, level: SandboxLevel): void {
  const places = recorded.get(level) ?? new Set();
  if (places.has(home)) return;
  recorded.set(level, places.add(home));
  writeFileSync(join(home, 'sandbox.json'), `${JSON.stringify(level, null, 2)}\n`);
}

function limitsOf({ instrument: { timeoutMs } }: PlayRequest): Limits {
  return {
    // A process may use every core for as long as it may take.
    cpuSeconds: Math.ceil((timeoutMs / 1000) * availableParallelism()) + 1,
    data: most.data,
    fileSize: most.fileSize,
    descriptors: most.descriptors,
    processes: most.processes + tasksCounted(),
  };
}

/** Before Linux 5.14 the limit on processes counts all that a user has on the machine, not those of a namespace alone. */
function tasksCounted(): number {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  const uid = process.getuid?.() ?? 0;
  return uid === 0 || major > 5 || (major === 5 && minor >= 14) ? 0 : tasksOf(uid);
}

/** Files of the workspace beyond which an ensemble's folder is shown as a whole: each is a mount. */
const mostFiles = 400;

/**
 * What joins its key as code, and nothing else of the workspace; the packages that it may import, and Simphony's own.
 * The interpreter of modules is always there: commands start it, too.
 */
function shownTo({ instrument, workspace, environment }: PlayRequest, home: SimphonyHome): string[] {
  const { ensemble, code } = instrument;
  const folder = join('ensembles', ensemble);
  const files = [...code.keys()].filter((path) => path.startsWith('ensembles/'));
  const own = files.length > mostFiles ? [folder] : files;
  const packages = [join(workspace, folder), ...upFrom(workspace)].map((one) => join(one, 'node_modules'));
  return [
    ...own.map((path) => join(workspace, path)),
    ...packages.filter((one) => existsSync(one)),
    ...[join(home.folder, 'package.json'), join(home.folder, 'dist'), dirname(home.worker)],
    ...home.bins.map((bin) => dirname(bin)),
    ...foldersOf(process.execPath, { path: environment['PATH'] ?? '', kept: [workspace] }),
  ];
}

/** A folder and those above it: packages may lie beside any of them. */
function upFrom(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [] : [folder, ...upFrom(above)];
}
