/**
 * What is used of WebAssembly. TypeScript declares it with the browser's other interfaces only, most of which Node
 * does not have.
 */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** By pages of 64 KiB; throws RangeError where there is no more. */
  grow(pages: number): number;
}

declare const compiled: unique symbol;
export interface WasmModule {
  readonly [compiled]: true;
}

export interface WasmImports {
  readonly [module: string]: { readonly [name: string]: unknown };
}

interface WasmFace {
  readonly Module: new (code: Uint8Array<ArrayBuffer>) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: WasmImports) => { readonly exports: unknown };
}

export const wasm: WasmFace = (globalThis as unknown as { readonly WebAssembly: WasmFace }).WebAssembly;
