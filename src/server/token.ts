import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic } from '../base/index.ts';

/** What a token may be made of: it travels in a header and in an address as it is. */
const wellFormed = /^[A-Za-z0-9._~-]{1,512}$/;

const mistake = (code: string, message: string, help: string): Diagnostic => ({
  code,
  severity: 'mistake',
  message,
  help,
});

export interface Token {
  readonly text: string;
  /** Where it lies; absent where SIMPHONY_TOKEN says it. */
  readonly file?: string;
}

/**
 * The token of a workspace: SIMPHONY_TOKEN, else `.simphony/token`, which is made at the first start and can be read
 * by its owner alone. 256 bits of chance. The file appears whole or not at all, and of two servers that start at once
 * both read the same.
 */
export async function tokenOf(
  folder: string,
  environment: { readonly [name: string]: string | undefined },
): Promise<Token | { readonly mistake: Diagnostic }> {
  const told = environment['SIMPHONY_TOKEN'];
  if (told !== undefined && told !== '') {
    if (wellFormed.test(told)) return { text: told };
    const message = 'SIMPHONY_TOKEN holds what no address can carry';
    return { mistake: mistake('bad_token', message, 'letters, digits, `.`, `_`, `~` and `-`, at most 512') };
  }
  const file = join(folder, '.simphony', 'token');
  await mkdir(join(folder, '.simphony'), { recursive: true });
  return (await readToken(file)) ?? (await makeToken(file)) ?? { mistake: unreadable(file) };
}

const unreadable = (file: string): Diagnostic =>
  mistake(
    'bad_token',
    `${file} is no token that its owner alone can read`,
    'delete it, and the next start makes a new one',
  );

async function readToken(file: string): Promise<Token | { readonly mistake: Diagnostic } | undefined> {
  let handle;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    return { mistake: unreadable(file) };
  }
  try {
    const facts = await handle.stat();
    const text = facts.isFile() && facts.size <= 1024 ? (await handle.readFile('utf8')).trim() : '';
    const isPrivate = (facts.mode & 0o077) === 0 && facts.uid === process.getuid?.();
    return wellFormed.test(text) && isPrivate ? { text, file } : { mistake: unreadable(file) };
  } finally {
    await handle.close();
  }
}

async function makeToken(file: string): Promise<Awaited<ReturnType<typeof readToken>>> {
  const beside = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(beside, 'wx', 0o600);
  try {
    await handle.writeFile(`${randomBytes(32).toString('base64url')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // a link never takes the place of a file that is there: who comes second reads what the first one made
  await link(beside, file).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
  await unlink(beside);
  return readToken(file);
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
