const number = '(?:0|[1-9]\\d*)';
const label = `(?:${number}|\\d*[A-Za-z-][0-9A-Za-z-]*)`;

/** A version as semver.org 2.0.0 defines it: `1.0.0`, `2.1.0-beta.1+build`. */
export const semver = new RegExp(
  `^${number}\\.${number}\\.${number}(?:-${label}(?:\\.${label})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);
