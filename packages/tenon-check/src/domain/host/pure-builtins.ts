/** Built-in modules whose functions touch nothing outside the program: all functions, or those that are listed. */
const PURE: ReadonlyMap<string, 'all' | readonly string[]> = new Map<string, 'all' | readonly string[]>([
  ['assert', 'all'],
  ['assert/strict', 'all'],
  ['async_hooks', ['AsyncLocalStorage', 'AsyncResource']],
  ['buffer', 'all'],
  ['crypto', ['createHash', 'createHmac', 'timingSafeEqual']],
  ['diagnostics_channel', ['channel', 'tracingChannel']],
  ['events', ['EventEmitter', 'default']],
  ['module', ['createRequire', 'isBuiltin']],
  ['path', 'all'],
  ['path/posix', 'all'],
  ['path/win32', 'all'],
  ['punycode', 'all'],
  ['querystring', 'all'],
  ['string_decoder', 'all'],
  ['url', 'all'],
  ['util', 'all'],
  ['util/types', 'all'],
])

/** Whether calling an export of a built-in module does nothing outside the program. */
export const isPureBuiltin = (module: string, imported: string): boolean => {
  const pure = PURE.get(module)
  return pure === 'all' || (pure !== undefined && pure.includes(imported))
}
