import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';

/** Characters of one log line, and lines of one take: what is beyond is dropped and said. */
const longestLine = 8000;
const mostLines = 10_000;

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds from a number of them or from `500ms`, `10s`, `5m`. */
function millisecondsOf(timeout) {
  if (timeout === undefined) return undefined;
  if (typeof timeout === 'number' && timeout > 0) return timeout;
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(String(timeout)) ?? [];
  if (amount === undefined)
    throw new TypeError(`timeout: ${String(timeout)} is no time; write milliseconds or \`10s\``);
  return Number(amount) * units[unit];
}

function wordsOf(command) {
  const words = typeof command === 'string' ? [command] : command;
  if (!Array.isArray(words) || words.length === 0 || words.some((word) => typeof word !== 'string')) {
    throw new TypeError('context.run takes a list of words, such as ["git", "log"]');
  }
  if (typeof command === 'string' && /\s/.test(command)) {
    throw new TypeError(`context.run starts no shell: write ${JSON.stringify(command.trim().split(/\s+/))}`);
  }
  return words;
}

/** What a module gets as its second argument (kit/instrument.ts describes it for people), and how it is closed. */
export function contextOf(take, say, signal) {
  const folder = take.cwd;
  let ended = false;
  let lines = 0;
  let runs = 0;
  let told = -1;
  const asked = new Map();

  const stillPlaying = () => {
    if (ended) throw new Error('this take has ended');
  };
  /** An absolute path that lies in the scratch folder, with links resolved as far as they exist. */
  async function inside(path) {
    stillPlaying();
    if (typeof path !== 'string' || path === '') throw new TypeError(`${JSON.stringify(path)} is no path`);
    const outside = () => new Error(`\`${path}\` lies outside the scratch folder`);
    if (isAbsolute(path) || path.includes('\0')) throw outside();
    const whole = join(folder, path);
    const goesUp = (to) => relative(folder, to).split('/')[0] === '..';
    if (goesUp(whole)) throw outside();
    for (let at = whole; ; at = dirname(at)) {
      const real = await realpath(at).catch((error) =>
        error.code === 'ENOENT' ? undefined : Promise.reject(error),
      );
      if (real === undefined) continue;
      if (goesUp(real)) throw outside();
      return whole;
    }
  }
  async function readBytes(path) {
    const whole = await inside(path);
    try {
      return await readFile(whole);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
      throw new Error(`\`${path}\` is not there: only what \`reads\` and \`needs\` name is laid out`);
    }
  }

  const forModule = {
    readBytes: async (path) => new Uint8Array(await readBytes(path)),
    async read(path) {
      const bytes = await readBytes(path);
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        throw new Error(`\`${path}\` is no UTF-8 text; context.readBytes reads it`);
      }
    },
    async write(path, data) {
      if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
        throw new TypeError(`context.write(${JSON.stringify(path)}): give a string or bytes`);
      }
      const whole = await inside(path);
      await mkdir(dirname(whole), { recursive: true });
      await writeFile(whole, data);
    },
    log(text, fields) {
      if (ended || lines > mostLines) return;
      lines += 1;
      const line = lines > mostLines ? 'more log lines were left out' : String(text).slice(0, longestLine);
      say({
        say: 'log',
        take: take.take,
        text: line,
        ...(lines > mostLines || fields === undefined ? {} : { fields }),
      });
    },
    progress(share) {
      if (ended || typeof share !== 'number' || Number.isNaN(share)) return;
      const thousandths = Math.round(Math.min(1, Math.max(0, share)) * 1000);
      if (thousandths === told) return;
      told = thousandths;
      say({ say: 'progress', take: take.take, share: thousandths / 1000 });
    },
    async run(command, { timeout } = {}) {
      stillPlaying();
      const words = wordsOf(command);
      const timeoutMs = millisecondsOf(timeout);
      const id = (runs += 1);
      say({ say: 'run', take: take.take, id, words, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
      const end = await new Promise((resolve) => asked.set(id, resolve));
      if (end.end === 'exited') return { code: end.code, stdout: end.stdout, stderr: end.stderr };
      throw new Error(end.because);
    },
    signal,
  };

  return {
    forModule,
    ran(id, end) {
      asked.get(id)?.(end);
      asked.delete(id);
    },
    end() {
      ended = true;
    },
  };
}
