import { readFile } from 'node:fs/promises';

/**
 * The page's own files. They hold no secret and need no token, which a browser could not send along with them; all
 * that they show, they ask for with the token that the person brought.
 */
const types: { readonly [name: string]: string } = {
  'page.html': 'text/html; charset=utf-8',
  'door.html': 'text/html; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'page.mjs': 'text/javascript; charset=utf-8',
  'door.mjs': 'text/javascript; charset=utf-8',
  'token.mjs': 'text/javascript; charset=utf-8',
  'stage.mjs': 'text/javascript; charset=utf-8',
};

/** Nothing from elsewhere, nothing inline: an output that is shown can bring no script. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export interface PageFile {
  readonly text: string;
  readonly headers: { readonly [name: string]: string };
}

export async function pageFile(name: string): Promise<PageFile | undefined> {
  const type = Object.hasOwn(types, name) ? types[name] : undefined;
  if (type === undefined) return undefined;
  // beside this file in src/, beside the bundle in dist/
  const text = await readFile(new URL(`./page/${name}`, import.meta.url), 'utf8');
  return { text, headers: { 'Content-Type': type, 'Content-Security-Policy': policy } };
}
