import { compute } from './compute.ts';
import { finishSound, framesOf, framesToRender } from './finish.ts';
import type { FaustLibrary, ProgramDescription } from './library.ts';
import { sampleRate } from '../sample-rate.ts';
import type { Answer, Job } from './job.ts';
import { measure } from '../measure/measure.ts';
import { faultsOf } from '../validate/faults.ts';
import { programTrap } from './traps.ts';
import { wasm, type WasmModule } from './webassembly.ts';
import { breaksOff } from './breaks-off.ts';

export interface Worked {
  readonly answer: Answer;
  /** Of a render: channel by channel. */
  readonly samples: Float32Array<ArrayBuffer>;
}

interface Ready {
  readonly faust: string;
  readonly code: WasmModule;
  readonly description: ProgramDescription;
}

/** Compiles and renders, one job after another. A program that comes twice in a row is compiled once. */
export function worker(library: FaustLibrary, onCompiled: () => void): (job: Job) => Promise<Worked> {
  let last: Ready | undefined;

  const compiled = async (faust: string): Promise<Ready | Answer> => {
    if (last?.faust === faust) return last;
    const result = await library.compile(faust);
    if (!result.compiled) {
      return 'refused' in result
        ? { say: 'refused', because: result.refused }
        : { say: 'trapped', during: 'compiling', because: result.trapped };
    }
    try {
      last = { faust, code: new wasm.Module(result.code), description: result.description };
      return last;
    } catch (error) {
      return { say: 'trapped', during: 'compiling', because: programTrap(error) };
    }
  };

  return async (job) => {
    const program = await compiled(job.faust);
    if ('say' in program) return { answer: program, samples: new Float32Array() };
    if (job.only === 'compile') return { answer: { say: 'compiles' }, samples: new Float32Array() };
    onCompiled();
    try {
      return render(program, job);
    } catch (error) {
      const answer = { say: 'trapped', during: 'rendering', because: programTrap(error) } as const;
      return { answer, samples: new Float32Array() };
    }
  };
}

function render({ code, description }: Ready, { asked, finish, block }: Job): Worked {
  const refused = (because: string): Worked => ({
    answer: { say: 'refused', because },
    samples: new Float32Array(),
  });
  const { inputs, outputs } = description;
  if (inputs > 0)
    return refused(`process has ${counted(inputs, 'input')}, and there is nothing to hear: give it none`);
  if (outputs !== asked.channels)
    return refused(
      `process has ${counted(outputs, 'output')}, and ${asked.channels} ${asked.channels === 1 ? 'is' : 'are'} asked`,
    );

  const frames = framesOf(asked);
  const computed = compute(code, description, framesToRender(frames, finish), block);
  if (computed.computed !== 'all') {
    const { at, value } = computed;
    return { answer: { say: 'ran away', at, value }, samples: new Float32Array() };
  }
  const channels = finishSound(computed.channels, frames, finish);
  const sound = { rate: sampleRate, channels };
  const faults = [...faultsOf(sound, asked), ...breaksOff(sound, asked, finish)];
  const samples = new Float32Array(frames * channels.length);
  for (const [index, channel] of channels.entries()) samples.set(channel, index * frames);
  return { answer: { say: 'rendered', measures: measure(sound), faults }, samples };
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
