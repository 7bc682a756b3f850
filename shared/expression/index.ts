/**
 * The expression language: CEL's grammar (parsed by cel-js) with values and functions made for records.
 *
 * - Names: a macro's variable, `record trigger vars run`, a field of the record, a parameter, in this order. Any word
 *   may be a field; other names are written `record["Account Name"]`. `a.f(b)` is `f(a, b)`.
 * - Null: a missing field reads as null with a warning (none inside `isEmpty coalesce has get` and beside `== null`).
 *   A comparison with null is false, `!=` too; `x == null` asks. Arithmetic with null is null; joined to text, null is
 *   empty. Functions of null are null, those that answer true or false are false. In `&& || ! ?:` null is false.
 * - Numbers: one kind, division keeps decimals, division by 0 fails. Text that spells a number counts as one in
 *   `- * / %` and when it is compared with a number; two texts compare as texts. `+` with a text joins. A number and a
 *   text that spells none are unequal, and in `< >` false with a warning. `true` equals the text "true" in any case.
 * - Bounds: `limits.ts`. Nothing but own properties of JSON values can be reached.
 */
export type { CompileOptions } from './compile/compilation.ts';
export type { Compiled, CompiledExpression } from './compiled.ts';
export { compileCondition, compileExpression } from './expression.ts';
export { fieldNameOf } from './field-name.ts';
export { compileFormula } from './formula.ts';
export type { FunctionGroup, FunctionManifest, FunctionParameter, ValueType } from './library/define-function.ts';
export { functionLibrary } from './library/library.ts';
export { compareOrderKeys, type OrderKey, orderKeyOf } from './order-key.ts';
export type { EvaluationScope, EvaluationWarning } from './scope.ts';
export {
  type CompiledTemplate,
  compileTemplate,
  hasExpression,
  splitTemplate,
  type TemplatePiece,
} from './template.ts';
export { type CompiledValue, compileValue } from './value.ts';
