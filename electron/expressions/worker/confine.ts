/** What the language itself defines (ECMA-262, ECMA-402). `Buffer` is what JSONata's Base64 functions look for. */
const KEPT: ReadonlySet<string> = new Set([
  ...['globalThis', 'undefined', 'NaN', 'Infinity', 'isNaN', 'isFinite', 'parseInt', 'parseFloat'],
  ...['encodeURI', 'encodeURIComponent', 'decodeURI', 'decodeURIComponent'],
  ...[
    'Object',
    'Function',
    'Array',
    'String',
    'Number',
    'Boolean',
    'Symbol',
    'BigInt',
    'Math',
    'JSON',
    'Date',
    'RegExp',
  ],
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'Promise', 'Reflect', 'Proxy', 'Iterator', 'Intl'],
  ...['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'AggregateError'],
  'Buffer',
]);

/**
 * Takes everything from the global object that reaches out of the language: timers, network, the process. What the
 * program itself needs of it, it must hold already. `__proto__` becomes a name like any other.
 */
export function confineGlobals(): void {
  for (const name of Object.getOwnPropertyNames(globalThis))
    if (!KEPT.has(name)) Reflect.deleteProperty(globalThis, name);
  Reflect.deleteProperty(Object.prototype, '__proto__');
  // Functions reach the compilers of code by their constructors.
  for (const example of [() => 0, async () => 0, function* () {}, async function* () {}]) {
    const compiler: unknown = example.constructor;
    if (typeof compiler !== 'function') continue;
    Object.defineProperty(compiler.prototype, 'constructor', { value: Object, writable: false, configurable: false });
  }
  Object.defineProperty(globalThis, 'Function', { value: undefined, writable: false, configurable: false });
}
