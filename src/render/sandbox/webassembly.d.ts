/** What of WebAssembly is used: Node's types have but the names, and those of browsers are not loaded. */
declare namespace WebAssembly {
  type Value = number | bigint;
  type Function = (...values: never[]) => Value | undefined;

  function compile(bytes: Uint8Array): Promise<Module>;

  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  const Module: { imports(module: Module): { module: string; name: string }[] };

  class Memory {
    readonly buffer: ArrayBuffer;
  }

  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, Function>>);
    readonly exports: Record<string, Function | Memory>;
  }
}
