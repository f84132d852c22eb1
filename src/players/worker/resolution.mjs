import Module, { register } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isBare, placesFor } from './fallback.mjs';

/**
 * Lets modules of every workspace import `simphony/kit` and the packages that Simphony brings, after the
 * workspace's own. `data` is { kit?: URL of the built kit, home: URL of Simphony's package.json }.
 */
export function installResolution(data) {
  const ours = Module.createRequire(data.home);
  if (typeof Module.registerHooks === 'function') {
    // Node 22.15 and later: hooks in this thread, which cost no second thread at each start.
    Module.registerHooks({
      resolve(specifier, context, next) {
        try {
          return next(specifier, context);
        } catch (error) {
          for (const place of placesFor(specifier, data, error)) {
            if (place.url !== undefined) return { url: place.url, shortCircuit: true };
            try {
              // For a `require`, Node looks from the module that asks, whatever parent it is given here.
              const required =
                context.conditions.includes('require') && !context.conditions.includes('import');
              if (required) return { url: pathToFileURL(ours.resolve(specifier)).href, shortCircuit: true };
              return next(specifier, { ...context, parentURL: place.parent });
            } catch {
              // The first error names the place that a person knows.
            }
          }
          throw error;
        }
      },
    });
    return;
  }
  register('./resolve-hook.mjs', { parentURL: import.meta.url, data });
  // `require` in CommonJS modules does not pass through the hooks of Node 20.
  const own = Module._resolveFilename;
  Module._resolveFilename = function (request, ...rest) {
    try {
      return own.call(this, request, ...rest);
    } catch (error) {
      if (!isBare(request) || error.code !== 'MODULE_NOT_FOUND') throw error;
      if (request === 'simphony/kit' && data.kit !== undefined) return fileURLToPath(data.kit);
      try {
        return own.call(this, request, {
          ...ours,
          id: data.home,
          filename: fileURLToPath(data.home),
          paths: ours.resolve.paths(request),
        });
      } catch {
        throw error;
      }
    }
  };
}
