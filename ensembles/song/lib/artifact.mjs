/** What one node hands to the next: an artifact says what it is, and carries the digest of what it says. */
import { canonicalJson, sha256 } from 'simphony/kit';

/** `sha256:` and 64 hex digits of the canonical JSON (RFC 8785) of a value. */
export const hashOf = (/** @type {unknown} */ value) => `sha256:${sha256(canonicalJson(value))}`;

/** The same of a text as it stands. */
export const hashOfText = (/** @type {string} */ text) => `sha256:${sha256(text)}`;

/** The digest of an artifact: of all that it holds besides `artifact_hash` and `summary`, which tells and is not part of it. */
export function artifactHashOf(/** @type {Record<string, any>} */ artifact) {
  const { artifact_hash: _hash, summary: _summary, ...content } = artifact;
  return hashOf(content);
}

/**
 * @param {string} type `plan`, `style`, `lyrics`, `producer`, `prompt`, `fix` or `summary`
 * @param {Record<string, any>} content
 * @param {string} [summary] the take's line in the handoff
 */
export function artifact(type, content, summary) {
  const { artifact_type: _type, artifact_hash: _hash, summary: _summary, ...rest } = content;
  const whole = { artifact_type: type, ...rest };
  return {
    ...(summary === undefined ? {} : { summary }),
    artifact_type: type,
    artifact_hash: artifactHashOf(whole),
    ...rest,
  };
}
