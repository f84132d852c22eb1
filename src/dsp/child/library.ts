import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { compilerTrap } from './traps.ts';
import { wasm, type WasmImports, type WasmMemory, type WasmModule } from './webassembly.ts';

/**
 * The Faust compiler, a C++ program built to WebAssembly (`libfaust-wasm/` of @grame/faustwasm).
 *
 * Every program gets an instance of its own of the library, made from code that is compiled once: an instance that
 * refused a program has aborted for good, and none can leave anything behind that would change the next program's
 * bytes. It costs some 8 ms.
 */
export interface FaustLibrary {
  /** `2.88.0` */
  readonly version: string;
  compile(program: string): Promise<Compiled>;
}

export type Compiled =
  | {
      readonly compiled: true;
      readonly code: Uint8Array<ArrayBuffer>;
      readonly description: ProgramDescription;
    }
  | { readonly compiled: false; readonly refused: string }
  | { readonly compiled: false; readonly trapped: string };

/** What is used of the description that comes with the code. */
export interface ProgramDescription {
  readonly inputs: number;
  readonly outputs: number;
  /** Bytes of the program's state, at the beginning of its memory. */
  readonly size: number;
}

/** `-double`: 64-bit inside; `-ftz 2`: denormals in whatever is fed back become 0. */
const options = '-double -ftz 2';

/** A `std::vector<int>` of the library's: here every element is one byte of the code. */
interface Ints {
  size(): number;
  get(at: number): number;
  /** Where the vector's own three pointers lie in the library's memory (Embind's handle of a C++ object). */
  readonly $$?: { readonly ptr?: number };
}

/** The part of the library's face that is used. */
interface Lib {
  version(): string;
  createDSPFactory(
    name: string,
    program: string,
    options: string,
    ownMemory: boolean,
  ): { readonly data: Ints; readonly json: string };
  getErrorAfterException(): string;
}
type MakeModule = (given: object) => Promise<{ readonly libFaustWasm: new () => Lib }>;

/** `folder`: that of the library's three files. */
export async function loadLibrary(folder: string): Promise<FaustLibrary> {
  const module = new wasm.Module(Uint8Array.from(readFileSync(join(folder, 'libfaust-wasm.wasm'))));
  // Only read, so all instances have the same; the code of the library is in the module that is handed to them.
  const files = Uint8Array.from(readFileSync(join(folder, 'libfaust-wasm.data'))).buffer;
  let memory: WasmMemory | undefined;
  const makeModule = readMaker(folder, module, (instance) => (memory = instance.exports.memory));
  const instantiate = async (): Promise<Lib> => {
    const { libFaustWasm } = await makeModule({
      wasmBinary: new Uint8Array(),
      getPreloadedPackage: () => files,
    });
    return new libFaustWasm();
  };
  return {
    version: (await instantiate()).version(),
    compile: async (program) => {
      const lib = await instantiate();
      return compileWith(lib, program, memory);
    },
  };
}

/**
 * The script beside the library declares one function that makes an instance. It is given a `WebAssembly` that
 * instantiates from the module that is already compiled, and neither a console nor a way into the network.
 */
function readMaker(
  folder: string,
  module: WasmModule,
  onInstance: (instance: LibraryInstance) => void,
): MakeModule {
  const file = join(folder, 'libfaust-wasm.js');
  const script = readFileSync(file, 'utf8');
  const name = /var (\w+)\s*=\s*\(/.exec(script)?.[1];
  if (name === undefined) throw new Error(`${file} declares no module`);
  const silent = (): undefined => undefined;
  const given = {
    require: (wanted: string) => process.getBuiltinModule(wanted),
    __dirname: folder,
    __filename: file,
    process,
    console: { log: silent, warn: silent, error: silent },
    WebAssembly: Object.assign(Object.create(wasm) as object, {
      instantiate: (_binary: unknown, imports: WasmImports) => {
        const instance = new wasm.Instance(module, imports) as LibraryInstance;
        onInstance(instance);
        return Promise.resolve({ module, instance });
      },
    }),
    fetch: undefined,
    XMLHttpRequest: undefined,
  };
  const make: unknown = compileFunction(`${script}\nreturn ${name};`, Object.keys(given));
  return (make as (...given: unknown[]) => MakeModule)(...Object.values(given));
}

interface LibraryInstance {
  readonly exports: { readonly memory?: WasmMemory };
}

function compileWith(lib: Lib, program: string, memory: WasmMemory | undefined): Compiled {
  try {
    const { data, json } = lib.createDSPFactory('program', program, options, true);
    const code = readInts(data, memory) ?? Uint8Array.from({ length: data.size() }, (_, at) => data.get(at));
    const { inputs, outputs, size } = JSON.parse(json) as ProgramDescription;
    return { compiled: true, code, description: { inputs, outputs, size } };
  } catch (error) {
    const refused = said(lib);
    return refused === '' ? { compiled: false, trapped: compilerTrap(error) } : { compiled: false, refused };
  }
}

/**
 * All at once from where they lie, since asking for each costs a microsecond; nothing where they do not lie as
 * expected.
 */
function readInts(data: Ints, memory: WasmMemory | undefined): Uint8Array<ArrayBuffer> | undefined {
  const handle = data.$$?.ptr;
  if (memory === undefined || handle === undefined) return undefined;
  const [begin = 0, end = 0] = new Uint32Array(memory.buffer, handle, 2);
  const size = data.size();
  if (end - begin !== 4 * size || size === 0) return undefined;
  const bytes = Uint8Array.from(new Int32Array(memory.buffer, begin, size));
  return bytes[0] === data.get(0) && bytes[size - 1] === data.get(size - 1) ? bytes : undefined;
}

/** What the compiler says of the program; nothing where it did not come to an end in its own way. */
function said(lib: Lib): string {
  try {
    // where it has no place to name it names one that says nothing
    return shortened(
      lib
        .getErrorAfterException()
        .trim()
        .replace(/^\?+:-1 : /, ''),
    );
  } catch {
    return '';
  }
}

/** Characters of what the compiler says that are kept: it may print a whole expression of millions. */
const mostSaid = 1500;

const shortened = (text: string): string =>
  text.length <= mostSaid ? text : `${text.slice(0, mostSaid).trimEnd()} … (${text.length} characters)`;
