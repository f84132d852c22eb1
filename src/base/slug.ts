import { sha256 } from './digest.ts';

/** The folder name of a title: NFKD, ASCII letters and digits joined by `-`, at most 60 characters. */
export function slugOf(title: string): string {
  const words =
    title
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const slug = words.join('-').slice(0, 60).replace(/-+$/, '');
  return slug === '' ? `untitled-${sha256(title).slice(0, 8)}` : slug;
}
