/** Something that a host provides without an import, and the names under which it does. */
export interface Provision {
  /** What a domain that uses it does, after "The domain". */
  readonly does: string
  /** What the domain does instead. */
  readonly instead: string
  /**
   * The names. `Date.now` is any use of it or of a part of it; `Date(…)` is a call, `Date()` a call without arguments,
   * and the same with `new`.
   */
  readonly names: readonly string[]
}

/** Methods that use the locale of the host if none is given. */
export const localeMethods: readonly string[] = Object.freeze([
  'toLocaleString',
  'toLocaleDateString',
  'toLocaleTimeString',
])

/** What a host provides without an import and a domain must not use. */
export const provisions: readonly Provision[] = Object.freeze([
  {
    does: 'reads the clock',
    instead:
      'Take the time as an argument, such as `at: number`, or declare the need for a `Clock` that a service binds.',
    names: ['Date.now', 'Date(…)', 'new Date()', 'Temporal.Now', 'performance', 'process.hrtime', 'process.uptime'],
  },
  {
    does: 'draws a random value',
    instead: 'Take the id or the random value as an argument; a service or the api creates it.',
    names: ['Math.random', 'crypto.randomUUID', 'crypto.getRandomValues'],
  },
  {
    does: 'uses the cryptography of its host',
    instead: 'Take the digest or the key as an argument, or declare the need and bind it in a service.',
    names: ['crypto'],
  },
  {
    does: 'uses a timer of its host',
    instead: 'State the time as data, such as a deadline or a delay, and let a service wait.',
    names: [
      'setTimeout',
      'setInterval',
      'setImmediate',
      'clearTimeout',
      'clearInterval',
      'clearImmediate',
      'queueMicrotask',
      'requestAnimationFrame',
      'cancelAnimationFrame',
      'requestIdleCallback',
      'cancelIdleCallback',
      'scheduler',
      'AbortSignal.timeout',
      'process.nextTick',
    ],
  },
  {
    does: 'reads a setting of its host',
    instead: 'Take the setting as an argument; the api reads the environment and passes it in.',
    names: ['process.env', 'process.argv', 'process.cwd', 'process.platform', 'import.meta.env', 'Deno.env', 'Bun.env'],
  },
  {
    does: 'reads the locale and the time zone of its host',
    instead: 'Take the locale as an argument and pass it.',
    names: [
      'Collator',
      'DateTimeFormat',
      'DurationFormat',
      'ListFormat',
      'NumberFormat',
      'PluralRules',
      'RelativeTimeFormat',
      'Segmenter',
    ]
      .flatMap((name) => [`Intl.${name}()`, `new Intl.${name}()`])
      .concat(localeMethods.map((name) => `${name}()`)),
  },
  {
    does: 'writes to the console',
    instead: 'Return the message as data; a service or the api prints it.',
    names: ['console', 'alert', 'confirm', 'prompt', 'reportError'],
  },
  {
    does: 'uses the network',
    instead: 'Declare the need as a capability in the domain, and bind it to the network in a service file.',
    names: [
      'fetch',
      'XMLHttpRequest',
      'WebSocket',
      'WebSocketStream',
      'WebTransport',
      'EventSource',
      'RTCPeerConnection',
      'BroadcastChannel',
      'navigator.sendBeacon',
    ],
  },
  {
    does: 'uses HTTP types',
    instead: 'Take and return data in the words of the domain; the api maps it to and from HTTP.',
    names: [
      'Request',
      'Response',
      'Headers',
      'FormData',
      'RequestInit',
      'RequestInfo',
      'ResponseInit',
      'HeadersInit',
      'BodyInit',
    ],
  },
  {
    does: 'keeps data in the storage of its host',
    instead: 'Declare the need as a capability in the domain, and bind it to the storage in a service file.',
    names: ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore', 'IDBDatabase', 'IDBFactory'],
  },
  {
    does: 'uses the browser',
    instead: 'Take what it provides as an argument, and return what it must show as data.',
    names: [
      'window',
      'document',
      'navigator',
      'location',
      'history',
      'screen',
      'matchMedia',
      'getComputedStyle',
      'postMessage',
      'importScripts',
      'Notification',
      'addEventListener',
      'removeEventListener',
      'dispatchEvent',
      'Window',
      'Document',
      'Element',
      'HTMLElement',
      'HTMLFormElement',
      'HTMLInputElement',
      'KeyboardEvent',
      'MouseEvent',
    ],
  },
  {
    does: 'is written in JSX, which compiles to calls of a library',
    instead: 'Return what must be shown as data, and let the api create elements from it.',
    names: ['JSX'],
  },
  {
    does: 'uses the runtime that it happens to run on',
    instead: 'Take what it provides as an argument, or declare the need and bind it in a service file.',
    names: ['process', 'NodeJS', 'Bun', 'Deno'],
  },
  {
    does: 'uses the byte type of Node',
    instead: 'Use Uint8Array, which every host has.',
    names: ['Buffer', 'BufferEncoding'],
  },
  {
    does: 'starts a thread',
    instead: 'Declare the need as a capability in the domain, and let a service distribute the work.',
    names: ['Worker', 'SharedWorker', 'ServiceWorker', 'MessageChannel', 'MessagePort'],
  },
  {
    does: 'asks where its own file is',
    instead: 'Take what is in the file as an argument; a service knows where files are.',
    names: ['import.meta', '__dirname', '__filename'],
  },
  {
    does: 'loads code at run time',
    instead: 'Import what it needs at the top of the file, or take it as an argument.',
    names: ['require', 'eval', 'Function(…)', 'new Function(…)', 'WebAssembly'],
  },
  {
    does: 'uses the global object, which holds everything that its host provides',
    instead: 'Name the one thing that is needed, or take it as an argument.',
    names: ['globalThis', 'global', 'self'],
  },
])

/** The names of the global object. */
export const globalObjects: readonly string[] = Object.freeze(['globalThis', 'global', 'self', 'window'])

/** Names that every host provides and a domain may use, and why. */
interface Allowed {
  readonly why: string
  readonly names: readonly string[]
}

/** What a domain may use without an import. It may also be read from the global object. */
export const allowedGlobals: readonly Allowed[] = Object.freeze([
  {
    why: 'They are the language itself, and the same input gives the same output. Members that do not are listed above.',
    names: [
      'AggregateError',
      'Array',
      'ArrayBuffer',
      'BigInt',
      'BigInt64Array',
      'BigUint64Array',
      'Boolean',
      'DataView',
      'Date',
      'Error',
      'EvalError',
      'Float16Array',
      'Float32Array',
      'Float64Array',
      'Function',
      'Infinity',
      'Int16Array',
      'Int32Array',
      'Int8Array',
      'Intl',
      'Iterator',
      'JSON',
      'Map',
      'Math',
      'NaN',
      'Number',
      'Object',
      'Promise',
      'Proxy',
      'RangeError',
      'ReferenceError',
      'Reflect',
      'RegExp',
      'Set',
      'String',
      'SuppressedError',
      'Symbol',
      'SyntaxError',
      'Temporal',
      'TypeError',
      'URIError',
      'Uint16Array',
      'Uint32Array',
      'Uint8Array',
      'Uint8ClampedArray',
      'WeakMap',
      'WeakSet',
      'decodeURI',
      'decodeURIComponent',
      'encodeURI',
      'encodeURIComponent',
      'isFinite',
      'isNaN',
      'parseFloat',
      'parseInt',
      'undefined',
    ],
  },
  {
    why: 'They share or watch memory only among code that was given it, and reach nothing outside.',
    names: ['Atomics', 'FinalizationRegistry', 'SharedArrayBuffer', 'WeakRef'],
  },
  {
    why: 'They turn one value into another.',
    names: ['TextDecoder', 'TextEncoder', 'URL', 'URLPattern', 'URLSearchParams', 'atob', 'btoa', 'structuredClone'],
  },
  {
    why: 'They are values that hold what they are given. A signal passes on what other code decided; only its own timer is listed above.',
    names: ['AbortController', 'AbortSignal', 'Blob', 'CustomEvent', 'DOMException', 'Event', 'EventTarget', 'File'],
  },
  {
    why: 'They pass values on as they arrive; the code that creates the source decides where from.',
    names: ['ReadableStream', 'TransformStream', 'WritableStream'],
  },
])
