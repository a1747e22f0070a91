/** Something that a host provides without an import, and the names by which it does. */
export interface Provision {
  /** What a domain does that uses it, after "The domain". */
  readonly does: string
  /** What the domain takes instead. */
  readonly instead: string
  /**
   * The names. `Date.now` is any use of it, or of a part of it; `Date(…)` a call, `Date()` one without arguments, and the same with `new`.
   */
  readonly names: readonly string[]
}

/** Methods that take the locale of the host where none is given. */
export const localeMethods: readonly string[] = Object.freeze([
  'toLocaleString',
  'toLocaleDateString',
  'toLocaleTimeString',
])

/** What a host provides without an import, and a domain does not use. */
export const provisions: readonly Provision[] = Object.freeze([
  {
    does: 'reads the clock',
    instead: 'Take the time as an argument, such as `at: number`, or need a `Clock` that a service binds.',
    names: ['Date.now', 'Date(…)', 'new Date()', 'Temporal.Now', 'performance', 'process.hrtime', 'process.uptime'],
  },
  {
    does: 'draws a random value',
    instead: 'Take the id or the random value as an argument; a service or the api makes it.',
    names: ['Math.random', 'crypto.randomUUID', 'crypto.getRandomValues'],
  },
  {
    does: 'computes by the cryptography of its host',
    instead: 'Take the digest or the key as an argument, or declare the need and bind it in a service.',
    names: ['crypto'],
  },
  {
    does: 'waits by a timer of its host',
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
    does: 'reads what its host is set to',
    instead: 'Take the setting as an argument; the api reads the environment and hands it in.',
    names: ['process.env', 'process.argv', 'process.cwd', 'process.platform', 'import.meta.env', 'Deno.env', 'Bun.env'],
  },
  {
    does: 'reads the language and the time zone of its host',
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
    instead: 'Return what there is to tell as data; a service or the api prints it.',
    names: ['console', 'alert', 'confirm', 'prompt', 'reportError'],
  },
  {
    does: 'reaches over the network',
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
    does: 'speaks HTTP',
    instead: 'Take and return data in the words of the domain; the api maps it from and to HTTP.',
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
    does: 'keeps data in a store of its host',
    instead: 'Declare the need as a capability in the domain, and bind it to the store in a service file.',
    names: ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore', 'IDBDatabase', 'IDBFactory'],
  },
  {
    does: 'reaches for the browser',
    instead: 'Take what it tells as an argument, and return what it shall show as data.',
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
    does: 'is written in JSX, which is built into calls of a library',
    instead: 'Return what there is to show as data, and let the api make elements of it.',
    names: ['JSX'],
  },
  {
    does: 'reaches for the runtime that it happens to run on',
    instead: 'Take what it tells as an argument, or declare the need and bind it in a service file.',
    names: ['process', 'NodeJS', 'Bun', 'Deno'],
  },
  {
    does: 'uses the bytes of Node',
    instead: 'Use Uint8Array, which every host has.',
    names: ['Buffer', 'BufferEncoding'],
  },
  {
    does: 'starts a thread',
    instead: 'Declare the need as a capability in the domain, and let a service spread the work.',
    names: ['Worker', 'SharedWorker', 'ServiceWorker', 'MessageChannel', 'MessagePort'],
  },
  {
    does: 'asks where its own file lies',
    instead: 'Take what is in the file as an argument; a service knows where files lie.',
    names: ['import.meta', '__dirname', '__filename'],
  },
  {
    does: 'loads code as it runs',
    instead: 'Import what it needs at the top of the file, or take it as an argument.',
    names: ['require', 'eval', 'Function(…)', 'new Function(…)', 'WebAssembly'],
  },
  {
    does: 'reaches for the global object, which holds all that its host provides',
    instead: 'Name the one thing that is meant, or take it as an argument.',
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

/** What a domain may use without an import. It is also what may be taken of the global object. */
export const allowedGlobals: readonly Allowed[] = Object.freeze([
  {
    why: 'They are the language itself, and the same input gives the same output. What of them does not is listed above.',
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
    why: 'They share memory or watch it only among those who were handed it, and reach nothing outside.',
    names: ['Atomics', 'FinalizationRegistry', 'SharedArrayBuffer', 'WeakRef'],
  },
  {
    why: 'They turn one value into another.',
    names: ['TextDecoder', 'TextEncoder', 'URL', 'URLPattern', 'URLSearchParams', 'atob', 'btoa', 'structuredClone'],
  },
  {
    why: 'They are values that hold what they are given. A signal tells what somebody else decided; only its own timer is listed above.',
    names: ['AbortController', 'AbortSignal', 'Blob', 'CustomEvent', 'DOMException', 'Event', 'EventTarget', 'File'],
  },
  {
    why: 'They hand values on as they come; whoever makes the source decides where from.',
    names: ['ReadableStream', 'TransformStream', 'WritableStream'],
  },
])
