// The library as WebAssembly, and what of a system it asks for: the time, and random bytes.
// WASM_AS_BASE64, its gzip in base64, comes from explain.wasm.js: so the page needs no connection after it is loaded.
'use strict';

const notSupported = 52; // errno ENOSYS, as WASI numbers it

async function compiledExplainer() {
  const compressed = Uint8Array.from(atob(WASM_AS_BASE64), (character) => character.charCodeAt(0));
  const bytes = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return WebAssembly.compile(await new Response(bytes).arrayBuffer());
}

/** The library has no files, no environment and no output here: what it asks for beyond these does not exist. */
function systemFor(memory) {
  const numbers = () => new DataView(memory().buffer);
  const randomBytes = (address, size) => {
    crypto.getRandomValues(new Uint8Array(memory().buffer, address, size));
    return 0;
  };
  const known = {
    getentropy: randomBytes, // by this name for older versions of emscripten
    random_get: randomBytes,
    clock_time_get(clock, precision, result) {
      const milliseconds = clock === 0 ? Date.now() : performance.now();
      numbers().setBigUint64(result, BigInt(Math.round(milliseconds * 1000)) * 1000n, true);
      return 0;
    },
    environ_sizes_get(count, size) {
      numbers().setUint32(count, 0, true);
      numbers().setUint32(size, 0, true);
      return 0;
    },
    environ_get: () => 0,
    emscripten_notify_memory_growth() {},
    proc_exit() { throw new Error('the library has ended'); },
  };
  const unknown = (name) => () => (name.startsWith('__syscall') ? -notSupported : notSupported);
  return new Proxy({}, { get: () => new Proxy({}, { get: (_, name) => known[name] ?? unknown(name) }) });
}

/** Each question has an instance of its own: its memory is gone with the answer. `pasted` has texts: token,
 * configuration, keys, moment. The answer is {outcome, text}. */
async function explain(compiled, pasted) {
  let exports;
  ({ exports } = await WebAssembly.instantiate(compiled, systemFor(() => exports.memory)));
  exports._initialize();
  const question = new TextEncoder().encode(JSON.stringify(pasted));
  const room = exports.roomForQuestion(question.length);
  new Uint8Array(exports.memory.buffer).set(question, room);
  const size = exports.explain();
  const answer = new Uint8Array(exports.memory.buffer, exports.answerText(), size);
  return JSON.parse(new TextDecoder().decode(answer));
}
