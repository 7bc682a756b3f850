/**
 * R33: a deprecation or a leak of listeners fails the test file that caused it. Thrown from the event, it becomes an
 * uncaught exception, which vitest reports as a failure.
 */
function throwWarning(warning: Error): void {
  if (warning.name === 'DeprecationWarning' || warning.name === 'MaxListenersExceededWarning') throw warning;
}

// Test files that share a process each come through here.
if (!process.listeners('warning').some(({ name }) => name === throwWarning.name)) process.on('warning', throwWarning);
