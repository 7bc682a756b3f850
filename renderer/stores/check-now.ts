import { findProblems } from '../../shared/flow/problems.ts';
import { useCatalogStore } from './catalog.ts';
import type { EditorSession } from './session.ts';

/** Checks the open flow at once and gives what was found. */
export function checkNow(session: EditorSession) {
  const { document, bindings } = session.documents.getState().content;
  const problems = findProblems(document, useCatalogStore.getState().catalog, { bindings });
  session.checks.setState({ problems });
  return problems;
}
