import { defineErrors } from '../define.ts';

/** What goes wrong in an expression. */
export const expressionErrors = defineErrors({
  EXPRESSION_SYNTAX: {
    fault: 'user',
    retryable: false,
    exitCode: 2,
    message: '{problem}',
    why: 'At position {column} of “{source}”.',
    fix: '{suggestion}',
  },
  EXPRESSION_UNKNOWN_NAME: {
    fault: 'user',
    retryable: false,
    exitCode: 2,
    message: 'There is no {kind} called “{name}”.',
    why: 'At position {column} of “{source}”.',
    fix: '{suggestion}',
  },
  EXPRESSION_TYPE: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: '{problem}',
    why: 'In “{source}”.',
    fix: '{suggestion}',
  },
  EXPRESSION_FUNCTION: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: '{function} failed: {problem}.',
    why: 'In “{source}”.',
    fix: '{suggestion}',
  },
  EXPRESSION_LIMIT: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: 'The expression is past its limit: {limit}.',
    why: 'In “{source}”. Expressions are bounded so that Millrace stays responsive.',
    fix: 'Work on shorter lists or texts, or split the work over several steps.',
  },
  EVALUATOR_FAILED: {
    fault: 'world',
    retryable: true,
    exitCode: 1,
    message: 'The expression couldn’t be evaluated.',
    why: 'It needs a process of its own, which didn’t start or was ended.',
    fix: 'Try again. If it goes on, close other programs, or install Millrace anew.',
  },
});
