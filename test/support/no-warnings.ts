/**
 * R33: a deprecation or a leak of listeners fails the test file that caused it. Thrown from the event, it becomes an
 * uncaught exception, which vitest reports as a failure.
 */
process.on('warning', (warning) => {
  if (warning.name === 'DeprecationWarning' || warning.name === 'MaxListenersExceededWarning') throw warning;
});
