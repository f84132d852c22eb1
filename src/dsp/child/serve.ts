import { argv, exit, resourceUsage, stdin, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { frameOf, frameReader } from './frames.ts';
import type { Job, Said } from './job.ts';
import { loadLibrary } from './library.ts';
import { worker } from './work.ts';

/**
 * The compiler child. Its words: the folder of the Faust library.
 *
 * The compiler goes down as deep as a program nests, and a chain of two hundred nodes nests deeper than the stack of a
 * process's own thread lets it: the work is done in a thread with a larger stack. It ends when its stdin does.
 */
export function serve(): void {
  if (isMainThread) speak();
  else void work(String(workerData));
}

/** MiB of stack: a chain of a thousand filters compiles within it. */
const stack = 64;

function speak(): void {
  const thread = new Worker(fileURLToPath(import.meta.url), {
    workerData: argv[2],
    resourceLimits: { stackSizeMb: stack },
  });
  thread.on('message', ({ said, bytes }: Message) => {
    for (const piece of frameOf(said, bytes)) stdout.write(piece);
  });
  // What it threw is printed on stderr, where the host reads why the child has ended.
  thread.on('error', (error) => {
    throw error;
  });
  stdin.on(
    'data',
    frameReader(
      ({ head }) => thread.postMessage(head),
      () => 0,
      (because) => {
        throw new Error(because);
      },
    ),
  );
  stdin.on('end', () => exit());
}

/** From the thread to the one that speaks. */
interface Message {
  readonly said: Said;
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

async function work(folder: string): Promise<void> {
  const say = (message: Message): void =>
    parentPort?.postMessage(message, message.bytes === undefined ? [] : [message.bytes.buffer]);
  const library = await loadLibrary(folder);
  const perform = worker(library, () => say({ said: { say: 'compiled' } }));
  parentPort?.on('message', (job: Job) => {
    void perform(job).then(({ answer, samples }) =>
      say({
        said: { say: 'worked', answer, memory: resourceUsage().maxRSS * 1024 },
        bytes: new Uint8Array(samples.buffer),
      }),
    );
  });
  say({ said: { say: 'ready', faust: library.version } });
}
