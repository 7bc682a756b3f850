import { BaseEdge, type EdgeProps, getSmoothStepPath } from '@xyflow/react';
import { memo } from 'react';
import type { ConnectionEdge as ConnectionEdgeType } from '../stores/view-store.ts';

const dashes = { stroke: 'var(--category-connection)', strokeWidth: 1.5, strokeDasharray: '4 4' };

/** The dashed line from a connection’s pill to a step that uses it. */
export const ConnectionEdge = memo(function ConnectionEdge(props: EdgeProps<ConnectionEdgeType>) {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = props;
  const [path] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    borderRadius: 12,
  });
  return <BaseEdge path={path} style={dashes} interactionWidth={0} />;
});
