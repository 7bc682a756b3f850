import type { MillraceError } from '../../shared/errors/index.ts';
import { readTestFailure } from './test-lines.ts';

/** Why an edit wasn't saved. */
export function EditFailure({ error }: { error: MillraceError }) {
  if (error.code === 'SAVE_CONFLICT') {
    return (
      <>
        <strong>Not saved: {error.message}</strong> {error.why} What you typed is still here. Save again to replace the
        other change, or cancel to see what it is now.
      </>
    );
  }
  const { cause, fix } = readTestFailure(error);
  const isTest = error.data.test !== undefined;
  return (
    <>
      <strong>{isTest ? 'Not saved: the connection test failed.' : 'Not saved.'}</strong> {cause} {fix}
    </>
  );
}

/** The revision that a conflict was found with. */
export function readRevision({ data }: MillraceError): number | undefined {
  return typeof data.revision === 'number' ? data.revision : undefined;
}
