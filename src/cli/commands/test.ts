import { count, type Answer } from '../answer.ts';
import type { World } from '../world.ts';

/** Runs what stands under tests/takes/: the committed takes are checked again, without the Conductor. */
export async function test(world: World): Promise<Answer> {
  const conductor = await world.conductor();
  const { passed, failed, scripts } = await conductor.test(world.folder, world.environment);
  return {
    code: failed > 0 ? 3 : 0,
    ...(failed > 0 ? { reason: `${failed} failed` } : {}),
    data: { passed, failed, scripts },
    diagnostics: [],
    text: (paint) => {
      if (scripts.length === 0)
        return 'there is nothing to test yet: validation scripts come with accepted takes';
      const lines = scripts.flatMap(({ path, ok, output }) =>
        ok
          ? [`${paint.green('✓')} ${path}`]
          : [
              `${paint.red('✗')} ${path}`,
              ...output
                .trimEnd()
                .split('\n')
                .map((line) => `    ${line}`),
            ],
      );
      return [...lines, `${count(scripts.length, 'script')}: ${passed} passed, ${failed} failed`].join('\n');
    },
  };
}
