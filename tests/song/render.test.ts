import { describe, expect, test } from 'vitest';
import { someOf } from '../some-of.ts';
import type { EngineServer } from './engine-server.ts';
import { SmallSong } from './small-song.ts';

const isSubmission = ({ method }: { readonly method: string }): boolean => method === 'POST';
const isPoll = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
  method === 'GET' && path.startsWith('/jobs/');

const audio = [{ url: '/jobs/job-1/audio.wav', format: 'wav', seconds: 120 }];
/** What REVIEW hears of a song that was rendered. */
const rendered = { RENDER: { id: 'job-1', status: 'succeeded', audio } };
const done = (result: unknown = rendered) => ({
  code: 0,
  report: { status: 'ok', ensembles: { song: { result } } },
});
const failed = { code: 1, report: { status: 'error', ensembles: { song: { result: { RENDER: null } } } } };

describe('RENDER', () => {
  test('submits the prompt once and polls the job to its end; played again it asks nobody', async () => {
    await using song = await SmallSong.with();
    const { engine } = song;
    engine.slow = 5;
    expect(await song.play()).toMatchObject(done());
    const [sent] = engine.submissions;
    expect(sent?.key).toBe(`sha256:${'5'.repeat(64)}`);
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      title: 'Lanterns',
      style: 'slow waltz, brushed drums',
      prompt: '[Verse 1]\nThe lanterns go out one by one',
      negative: 'choir',
      engine: 'suno',
      seed: 15,
      settings: { enabled: true, format: 'wav' },
    });
    expect(engine.heard.map(({ path }) => path)).toEqual(['/jobs', ...Array<string>(6).fill('/jobs/job-1')]);
    expect(await song.play()).toMatchObject(done());
    expect(engine.heard).toHaveLength(7);
    expect(await song.rig.git('log', '--format=%B')).not.toContain(engine.env.ENGINE_KEY);
  });

  test('is not asked where rendering is off, and needs no engine then', async () => {
    await using song = await SmallSong.with({ enabled: false });
    const { code, report } = await song.rig.play();
    expect([code, report.parts]).toMatchObject([0, { skipped: 1, failed: 0 }]);
    expect(song.engine.heard).toEqual([]);
  });

  test('says which variable is missing where no engine is named', async () => {
    await using song = await SmallSong.with();
    const { code, report } = await song.rig.play();
    expect([code, report.reason]).toEqual([1, expect.stringContaining('ENGINE_URL')]);
  });

  /** What goes wrong on the way to one job, and how often the prompt is submitted because of it. */
  const faults: readonly (readonly [string, fault: (engine: EngineServer) => void, submissions: number])[] = [
    ['an engine that is out of order at first', first('submits', 503, 'nothing'), 2],
    ['one that begins the job and says that it is out of order', first('submits', 500, 'the work'), 2],
    ['one whose gateway gave up although the job was begun', first('submits', 504, 'the work'), 1],
    ['one whose gateway gave up before it was begun', first('submits', 502, 'nothing'), 2],
    ['a connection that breaks once the job is begun', first('submits', 'reset', 'the work'), 1],
    ['a connection that breaks before that', first('submits', 'reset', 'nothing'), 2],
    ['an answer that never comes', first('submits', 'none', 'the work'), 1],
    ['every answer twice', (engine) => (engine.polls = engine.submits = () => 'twice'), 1],
    ['a poll that is refused', first('polls', 500, 'nothing'), 2],
    ['a poll that breaks off', first('polls', 'reset', 'the work'), 1],
    ['a poll that is never answered', first('polls', 'none', 'the work'), 1],
    [
      'a submission that is not answered, nor is any question about it',
      (engine) => {
        first('submits', 'reset', 'the work')(engine);
        engine.finds = () => ({ answer: 500, after: 'nothing' });
      },
      2,
    ],
    ['a job that fails at its first try', (engine) => (engine.fails = ({ tries }) => tries === 1), 2],
  ];

  test.each(someOf(faults, 4))('one job all the same: %s', async (_, fault, submissions) => {
    await using song = await SmallSong.with();
    const { engine } = song;
    engine.slow = 1;
    fault(engine);
    expect(await song.play()).toMatchObject(done());
    expect([engine.begun.length, engine.keys.length, engine.submissions.length]).toEqual([1, 1, submissions]);
  });

  test('a job that the engine lost is submitted again, under the same key', async () => {
    await using song = await SmallSong.with();
    const { engine } = song;
    engine.slow = 3;
    engine.polls = (nth) => {
      if (nth === 2) engine.lose();
      return 'well';
    };
    const audio = [{ url: '/jobs/job-2/audio.wav', format: 'wav', seconds: 120 }];
    expect(await song.play()).toMatchObject(done({ RENDER: { id: 'job-2', status: 'succeeded', audio } }));
    expect(engine.begun.map(({ key }) => key)).toEqual([engine.keys[0], engine.keys[0]]);
  });

  test('a job that fails every time ends the part, whose other takes stand; the next play takes the same job up again', async () => {
    await using song = await SmallSong.with();
    const { engine } = song;
    engine.fails = () => true;
    const played = await song.play();
    expect(played).toMatchObject({ ...failed, code: 3 });
    expect(played.report.reason).toContain('failed');
    expect(engine.begun).toMatchObject([{ tries: 3 }]);
    expect(await song.rig.git('ls-files', 'takes')).toBe(
      'takes/song/COMPOSE.json\ntakes/song/REVIEW.json\ntakes/song/VALIDATE.json',
    );
    engine.fails = () => false;
    expect(await song.play()).toMatchObject(done());
    expect(engine.begun).toMatchObject([{ tries: 4 }]);
  });

  test('an engine that nobody reaches, refuses the key, or answers what is no job ends the part', async () => {
    await using song = await SmallSong.with();
    const { engine } = song;
    const says = async (): Promise<string> => {
      const played = await song.play();
      expect(played).toMatchObject({
        report: { status: 'error', ensembles: { song: { result: { RENDER: null } } } },
      });
      return played.report.reason ?? '';
    };
    engine.submits = () => ({ answer: 401, after: 'nothing' });
    expect(await says()).toContain('401');
    engine.submits = () => 'well';
    engine.more = { id: 7, status: 'succeeded', audio: [] };
    expect(await says()).toContain('RENDER');
    await engine.close();
    expect(await says()).toContain('nobody listens there');
    engine.more = {};
    await engine.reopen();
    expect(await song.play()).toMatchObject(done());
    expect(engine.begun).toHaveLength(1);
  });

  test('another clone with the same prompt is given the job that is there', async () => {
    await using song = await SmallSong.with();
    await using other = await SmallSong.with();
    expect(await song.play()).toMatchObject(done());
    const { code } = await other.rig.simphonyWith(song.engine.env, 'play');
    expect([code, song.engine.submissions.length, song.engine.begun.length]).toEqual([0, 2, 1]);
    expect(await other.rig.read('takes/song/RENDER.json')).toBe(
      await song.rig.read('takes/song/RENDER.json'),
    );
  });
});

describe('killed', () => {
  test.each([
    ['begun', 'the work', 1],
    ['not begun', 'nothing', 2],
  ] as const)('between submission and answer, the job %s: one job', async (_, after, submissions) => {
    await using song = await SmallSong.with();
    const { engine } = song;
    first('submits', 'none', after)(engine);
    await song.killedWhen(isSubmission);
    expect(await song.play()).toMatchObject(done());
    expect([engine.begun.length, engine.keys.length, engine.submissions.length]).toEqual([1, 1, submissions]);
  });

  test('three times over, at each start anew, and with an engine that is not there in between: one job', async () => {
    await using song = await SmallSong.with();
    const { engine } = song;
    engine.submits = () => ({ answer: 'none', after: 'the work' });
    await song.killedWhen(isSubmission);
    engine.finds = () => ({ answer: 'none', after: 'nothing' });
    await song.killedWhen(({ path }) => path.startsWith('/jobs?'));
    await engine.close();
    expect((await song.play()).code).toBe(1);
    await engine.reopen();
    engine.submits = engine.finds = () => 'well';
    engine.slow = 1000;
    await song.killedWhen(isPoll);
    for (const job of engine.begun) job.left = 0;
    expect(await song.play()).toMatchObject(done());
    expect([engine.begun.length, engine.keys.length]).toEqual([1, 1]);
  });

  test('while it polls: it polls on, and submits nothing', async () => {
    await using song = await SmallSong.with();
    const { engine } = song;
    engine.slow = 1000;
    await song.killedWhen(isPoll);
    for (const job of engine.begun) job.left = 2;
    expect(await song.play()).toMatchObject(done());
    expect([engine.begun.length, engine.submissions.length]).toEqual([1, 1]);
  });
});

/** The first of its kind is answered in that manner. */
function first(
  kind: 'submits' | 'polls' | 'finds',
  answer: number | 'none' | 'reset',
  after: 'nothing' | 'the work',
): (engine: EngineServer) => void {
  return (engine) => (engine[kind] = (nth) => (nth === 1 ? { answer, after } : 'well'));
}
