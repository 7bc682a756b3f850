import { useEffect } from 'react';
import { useHostData } from '../stores/host-data.ts';
import { type EditorSession, knownConnections } from '../stores/session.ts';
import { buildEdges, buildNodes, type NodeInputs } from './build-nodes.ts';

/** Keeps the library’s nodes and edges in step with the document, the run and the connections while mounted. */
export function useCanvasSync(session: EditorSession): void {
  useEffect(() => {
    const { documents, view, runs, checks, types } = session;
    let last: NodeInputs | undefined;
    const sync = () => {
      const state = view.getState();
      const inputs: NodeInputs = {
        content: documents.getState().content,
        types,
        connections: knownConnections(),
        problems: checks.getState().problems,
        run: runs.getState(),
        focusedId: state.focusedId,
      };
      if (last && sameInputs(last, inputs)) return;
      last = inputs;
      state.set({ nodes: buildNodes(inputs, state.nodes), edges: buildEdges(inputs, state.edges) });
    };
    sync();
    const stops = [documents, runs, checks, view, useHostData].map((store) => store.subscribe(sync));
    return () => {
      for (const stop of stops) stop();
    };
  }, [session]);
}

function sameInputs(a: NodeInputs, b: NodeInputs): boolean {
  return (
    a.content === b.content &&
    a.connections === b.connections &&
    a.problems === b.problems &&
    a.run.state === b.run.state &&
    a.focusedId === b.focusedId
  );
}
