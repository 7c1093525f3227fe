/** What of WebAssembly is used: Node's types have only the names of the namespace, and those of browsers are not loaded. */
declare namespace WebAssembly {
  function compile(bytes: Uint8Array): Promise<Module>;
}
