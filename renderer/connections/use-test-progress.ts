import { useState } from 'react';
import { useHostChanges } from '../host/host-context.tsx';
import { runningLines, type ShownLine } from './test-lines.ts';

/** The lines of a test while it is under way, ticked as the host tells of them. `id` is what it tells them under. */
export function useTestProgress(id: string | undefined): readonly ShownLine[] {
  const [told, setTold] = useState<{ id: string; lines: readonly ShownLine[] }>();
  useHostChanges((change) => {
    if (change?.type === 'tests.progressed' && change.id === id) setTold({ id: change.id, lines: change.lines });
  });
  return told && told.id === id ? told.lines : runningLines;
}
