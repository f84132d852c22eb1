import type { Diagnostic } from '../base/index.ts';
import type { EnsembleFile, LoopFile } from './ensemble-file.ts';
import type { Names } from './expression.ts';
import { languageOf } from './language.ts';
import { writtenIn } from './located.ts';
import { isIdentifier } from './names.ts';
import type { Loop } from './score.ts';
import { loopScope } from './scope.ts';
import { diagnose } from './wording.ts';

/** The loops of an ensemble: members that there are, each in one loop at most, the last one read by `until`. */
export function findLoops(ensemble: EnsembleFile, flags: ReadonlySet<string>, found: Diagnostic[]): Loop[] {
  const memberOf = new Map<string, string>();
  const { file } = ensemble;
  if (file === undefined) return [];
  return ensemble.loops.flatMap((loop) => {
    const { name, at, body, map, read } = loop;
    checkBody(loop, ensemble, memberOf, found);
    const names = body.map((member) => member.name);
    const scope: Names = read.body === undefined ? 'any' : loopScope(names, flags);
    const language = languageOf(file, found);
    const until =
      read.until === undefined
        ? undefined
        : language.expression('until', map.entries.get('until')?.value, scope);
    const best =
      read.best === undefined
        ? undefined
        : language.expression('best', map.entries.get('best')?.value, scope);
    const last = names.at(-1);
    if (until !== undefined && last !== undefined) {
      const reads = until.paths.some(
        ([root, member]) => root === last || (root === 'inputs' && (member === undefined || member === last)),
      );
      if (!reads) {
        const shown = isIdentifier(last) ? last : `inputs["${last}"]`;
        found.push(diagnose(until.at, { mistake: 'until_elsewhere', loop: name, last: shown }));
      }
    }
    if (until === undefined || read.max === undefined) return [];
    return [
      {
        name,
        body: names,
        withoutFirstPass: withoutFirstPass(names, ensemble),
        until,
        max: read.max,
        ...(best === undefined ? {} : { best }),
        at,
      },
    ];
  });
}

function checkBody(
  { name, body }: LoopFile,
  ensemble: EnsembleFile,
  memberOf: Map<string, string>,
  found: Diagnostic[],
): void {
  const here = new Set<string>();
  for (const member of body) {
    const other = memberOf.get(member.name);
    if (!ensemble.instruments.has(member.name)) {
      found.push(
        diagnose(member.at, {
          mistake: 'unknown_member',
          name: member.name,
          loop: name,
          known: [...ensemble.instruments.keys()],
        }),
      );
    } else if (here.has(member.name)) {
      found.push(
        diagnose(member.at, { mistake: 'named_twice', by: `the loop \`${name}\` plays`, name: member.name }),
      );
    } else if (other !== undefined) {
      found.push(diagnose(member.at, { mistake: 'two_loops', name: member.name, first: other }));
    } else memberOf.set(member.name, name);
    here.add(member.name);
  }
}

/** Members, other than the last, that themselves list the last one among their needs. */
function withoutFirstPass(body: readonly string[], ensemble: EnsembleFile): string[] {
  const last = body.at(-1);
  return body.slice(0, -1).filter((nickname) => {
    const file = ensemble.instruments.get(nickname);
    if (file?.read.needs === undefined) return false;
    return writtenIn(file.map, 'needs').some(({ name }) => {
      const need = name.replace(/\?$/, '');
      return need === last || need === `${ensemble.name}/${last ?? ''}`;
    });
  });
}
