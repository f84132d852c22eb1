import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { compilerTrap } from './traps.ts';
import { wasm, type WasmImports, type WasmModule } from './webassembly.ts';

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

/** The part of the library's face that is used. */
interface Lib {
  version(): string;
  createDSPFactory(
    name: string,
    program: string,
    options: string,
    ownMemory: boolean,
  ): { readonly data: { size(): number; get(at: number): number }; readonly json: string };
  getErrorAfterException(): string;
}
type MakeModule = (given: object) => Promise<{ readonly libFaustWasm: new () => Lib }>;

/** `folder`: that of the library's three files. */
export async function loadLibrary(folder: string): Promise<FaustLibrary> {
  const binary = readFileSync(join(folder, 'libfaust-wasm.wasm'));
  const files = readFileSync(join(folder, 'libfaust-wasm.data'));
  const module = new wasm.Module(binary);
  const makeModule = readMaker(folder, module);
  const instantiate = async (): Promise<Lib> => {
    const { libFaustWasm } = await makeModule({
      wasmBinary: binary,
      getPreloadedPackage: () => files.buffer.slice(files.byteOffset, files.byteOffset + files.byteLength),
    });
    return new libFaustWasm();
  };
  return {
    version: (await instantiate()).version(),
    compile: async (program) => compileWith(await instantiate(), program),
  };
}

/**
 * The script beside the library declares one function that makes an instance. It is given a `WebAssembly` that
 * instantiates from the module that is already compiled, and neither a console nor a way into the network.
 */
function readMaker(folder: string, module: WasmModule): MakeModule {
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
      instantiate: (_binary: unknown, imports: WasmImports) =>
        Promise.resolve({ module, instance: new wasm.Instance(module, imports) }),
    }),
    fetch: undefined,
    XMLHttpRequest: undefined,
  };
  const make: unknown = compileFunction(`${script}\nreturn ${name};`, Object.keys(given));
  return (make as (...given: unknown[]) => MakeModule)(...Object.values(given));
}

function compileWith(lib: Lib, program: string): Compiled {
  try {
    const { data, json } = lib.createDSPFactory('program', program, options, true);
    const code = Uint8Array.from({ length: data.size() }, (_, at) => data.get(at));
    const { inputs, outputs, size } = JSON.parse(json) as ProgramDescription;
    return { compiled: true, code, description: { inputs, outputs, size } };
  } catch (error) {
    const refused = said(lib);
    return refused === '' ? { compiled: false, trapped: compilerTrap(error) } : { compiled: false, refused };
  }
}

/** What the compiler says of the program; nothing where it did not come to an end in its own way. */
function said(lib: Lib): string {
  try {
    return shortened(lib.getErrorAfterException().trim());
  } catch {
    return '';
  }
}

/** Characters of what the compiler says that are kept: it may print a whole expression of millions. */
const mostSaid = 1500;

const shortened = (text: string): string =>
  text.length <= mostSaid ? text : `${text.slice(0, mostSaid).trimEnd()} … (${text.length} characters)`;
