import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { says, type Asked } from '../models/server.ts';
import { Kitchen } from '../sessions/models/kitchen.ts';
import { against, artifactHashOf, conflicts, folder, spec, type Value } from './ensemble.ts';

/** All lines are the person's, so that the answers of the models are what is looked at. */
const sds = spec({
  title: 'Low Water',
  style: { key: 'D minor' },
  producer_notes: { structure: ['verse', 'chorus', 'bridge'] },
  lyrics: {
    theme: 'low water',
    hook: 'come back with the tide',
    lines: {
      'verse-1': [
        'I kept your shoes beside the door',
        'they still have half the beach inside',
        'I do not wait here any more',
        'I only come to watch the tide',
      ],
      'chorus-1': [
        'Come back with the tide',
        'there is nothing I can hide',
        'Come back with the tide',
        'lay your sorrow at my side',
      ],
      'bridge-1': [
        'The moon is only half awake',
        'the water has no word to say',
        'and every promise that we make',
        'is carried out across the bay',
      ],
    },
  },
});

/** Who is asked is told by the members of the form. */
function answerTo({ body }: Asked): Value {
  const { properties } = body.output_config?.format?.schema as { properties: object };
  if ('bpm' in properties)
    return {
      genre: 'rock',
      sub_genres: ['slow jam'],
      bpm: 240,
      key: 'C major',
      mood: ['calm'],
      energy: 5,
      instrumentation: ['rhodes', 'double bass'],
      vocal_profile: { range: 'alto', delivery: 'close' },
      tags_positive: ['slow', 'fast', 'aggressive', 'major', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
      tags_negative: ['slow', 'i', 'j', 'k', 'l', 'm', 'n'],
    };
  if ('mix_targets' in properties)
    return {
      sections: [
        { id: 'verse-1', tags: ['[close]', 'voice and bass'], seconds: 290 },
        { id: 'chorus-1', tags: [], seconds: 290 },
      ],
      mix_targets: { lufs: -9, true_peak_dbtp: -1, stereo_width: 0.5 },
    };
  return {
    sections: Object.entries(sds.lyrics.lines as Record<string, string[]>).map(([id, lines]) => ({
      id,
      lines,
    })),
  };
}

test(
  'what models answer is refined like what understudies answer, and who played is told',
  { timeout: 120_000 },
  async () => {
    await using kitchen = await Kitchen.of(
      { 'songs/low-water.json': JSON.stringify(sds) },
      { script: (asked) => says(answerTo(asked)) },
    );
    const { rig, server } = kitchen;
    await cp(folder, join(rig.folder, 'ensembles/song'), { recursive: true });
    await rig.commit('the ensemble');
    const { stderr } = await kitchen.says('play', 'songs/low-water.json');
    expect([stderr, server.asked.length]).toEqual([stderr, 3]);
    // nobody is asked for what is computed
    for (const { body } of server.asked)
      expect(JSON.stringify(body.output_config)).not.toMatch(
        /artifact_hash|syllables|reading_level|total_seconds/,
      );

    const take = async (node: string): Promise<Value> => rig.json(`takes/song/${node}.json`);
    const style = await take('STYLE');
    expect([stderr, against('style', style)]).toEqual([stderr, []]);
    expect(style).toMatchObject({
      genre: 'pop',
      bpm: 130,
      key: 'D minor',
      tags_positive: ['slow', 'a', 'b', 'c', 'd', 'e', 'f', 'g'],
      tags_negative: ['i', 'j', 'k', 'l', 'm'],
    });
    expect(conflicts.conflictsAmong([...(style.tags_positive as string[]), 'minor', 'calm'])).toEqual([]);
    const producer = await take('PRODUCER');
    expect(against('producer', producer)).toEqual([]);
    expect(producer.total_seconds).toBeLessThanOrEqual(240);
    expect(producer.section_tags['verse-1']).toEqual(['close', 'voice and bass']);
    for (const one of [style, producer, await take('LYRICS')])
      expect(one.artifact_hash).toBe(artifactHashOf(one));

    const summary: Value = await rig.json('output/low-water/summary.json');
    expect(summary.played_by).toEqual({
      STYLE: 'local-standard',
      LYRICS: 'local-standard',
      PRODUCER: 'local-standard',
    });
    expect(summary.artifacts.prompt.prompt).toContain('I only come to watch the tide');
  },
);
