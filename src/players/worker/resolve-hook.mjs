/** Runs in the thread that Node 20 keeps for hooks. See resolution.mjs. */
import { placesFor } from './fallback.mjs';

let data;

export function initialize(given) {
  data = given;
}

export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    for (const place of placesFor(specifier, data, error)) {
      if (place.url !== undefined) return { url: place.url, shortCircuit: true };
      try {
        return await next(specifier, { ...context, parentURL: place.parent });
      } catch {
        // The first error names the place that a person knows.
      }
    }
    throw error;
  }
}
