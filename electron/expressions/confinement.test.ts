import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createEvaluatorLauncher } from '../node/evaluator-process.ts';
import { type CountedEvaluator, createCountedEvaluator, never } from './evaluator.fixture.ts';

let counted: CountedEvaluator | undefined;
afterEach(() => counted?.evaluator.close());
function start(): CountedEvaluator {
  counted = createCountedEvaluator();
  return counted;
}

/** Ways out that expressions have had, here and in other languages of their kind; each must find nothing. */
const chains = [
  'constructor',
  '__proto__',
  '$.constructor.constructor("return process")()',
  '$lookup($, "constructor")',
  '$lookup("text", "__proto__")',
  '$sum.implementation',
  '$sum.constructor',
  '(function($x){ $x }).environment',
  '$eval("constructor")',
  '$keys($).constructor',
  'process',
  '$process',
  '$globalThis',
];

/** Things that pass for JSONata's own functions, and writes to what objects share. Whatever they give, nothing leaks. */
const forgeries = [
  '({ "_jsonata_function": true, "implementation": "constructor" })("return process")',
  '({ "_jsonata_lambda": true, "body": { "type": "variable", "value": "globalThis" }, "arguments": [] })()',
  '($f := { "_jsonata_lambda": true, "thunk": true, "body": {}, "environment": {} }; $map([1], $f))',
  '{} ~> |$|{ "__proto__": { "polluted": true } }|',
  '$merge([{ "__proto__": { "polluted": true } }, { "constructor": { "prototype": { "polluted": true } } }])',
  '($clone := function($x){ $x }; [$sum] ~> |$|{ "implementation": $count }|)',
  '($clone := function($x){ $x }; $$ ~> |$|{ "constructor": { "polluted": true } }|)',
  '$each({ "__proto__": 1, "constructor": 2 }, function($v, $k){ { $k: $v } })',
  '$error($string($sum))',
  '$toMillis("x", "[Y]") & $formatNumber(1, "constructor")',
];

describe('an expression', () => {
  it.each(chains)('S27 reaches nothing of the process by %s', async (source) => {
    const [outcome] = await Promise.allSettled([start().evaluate(source, { a: 1 })]);
    if (outcome?.status === 'fulfilled') expect(outcome.value).toBeUndefined();
    else expect(outcome?.reason.code).toMatch(/^EXPRESSION_/);
  });

  it('S26 S27 changes nothing that another expression sees, nor anything here', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const { evaluator, evaluate } = start();
    for (const source of forgeries) {
      const evaluation = await evaluator.open(source).catch(() => undefined);
      await evaluation?.evaluate({ a: 1 }, {}, never).catch(() => undefined);
      const seen = await evaluate('{ "sum": $sum([1, 2]), "polluted": polluted, "own": $keys({ "k": 1 }) }');
      expect(seen).toEqual({ sum: 3, own: 'k' });
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect('polluted' in {}).toBe(false);
  }, 30_000);

  it('S26 takes and gives names like __proto__ as ordinary ones', async () => {
    const record = JSON.parse('{"__proto__":{"x":1},"constructor":2,"a":{"__proto__":3}}');
    const made = await start().evaluate('{ "proto": `__proto__`.x, "all": $ }', record);
    expect(JSON.stringify(made)).toBe(`{"proto":1,"all":${JSON.stringify(record)}}`);
  });
});

describe('the process of an evaluator', () => {
  it('S27 may read no file but its own program, start nothing, make code of no text, and knows no environment', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-evaluator-'));
    writeFileSync(
      join(folder, 'probe.js'),
      `const told = {};
       const attempt = (name, work) => { try { told[name] = work() ?? 'done'; } catch (thrown) { told[name] = thrown.code ?? thrown.name; } };
       const load = (name) => process.getBuiltinModule(name);
       attempt('read', () => load('fs').readFileSync(${JSON.stringify(import.meta.filename)}, 'utf8').length);
       attempt('write', () => load('fs').writeFileSync(${JSON.stringify(join(folder, 'out'))}, 'x'));
       attempt('start', () => load('child_process').execFileSync('true'));
       attempt('thread', () => new (load('worker_threads').Worker)('1', { eval: true }) && 'done');
       attempt('code', () => new Function('return 1')());
       told.environment = Object.keys(process.env);
       process.send(told);`,
    );
    const told = await new Promise((resolve) => {
      const { kill } = createEvaluatorLauncher(join(folder, 'probe.js'))({
        reply: (reply) => {
          kill();
          resolve(reply);
        },
        ended: () => resolve('ended'),
      });
    });
    rmSync(folder, { recursive: true });
    const denied = 'ERR_ACCESS_DENIED';
    expect(told).toEqual({
      read: denied,
      write: denied,
      start: denied,
      thread: denied,
      code: 'EvalError',
      environment: [],
    });
  });

  it('S27 runs a program that imports JSONata and names no file, network, process or environment', () => {
    const folder = join(import.meta.dirname, 'worker');
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    const text = sources.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    const imports = [...text.matchAll(/^import (?!type).* from '(?!\.\/)(.*)';$/gm)].map(([, name]) => name);
    expect(imports).toEqual(['jsonata']);
    expect(text).not.toMatch(/node:|require\(|import\(|process\.env|child_process|\bfetch\b|\bnet\b/);
  });
});
