/** Examples for the help of `tenon call`. */
export const callExamples = Object.freeze([
  'tenon call events',
  'tenon call events append --help',
  'tenon call events read --stream order-7 --from start --direction forward --limit 10',
  `tenon call events streams --fields '{"prefix":"order-","after":null,"limit":100}' --json`,
  'tenon call runs pause --run orders@1.1',
])
