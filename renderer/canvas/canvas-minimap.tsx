import { MiniMap } from '@xyflow/react';
import { useDocument, useView } from '../stores/session.ts';
import styles from './canvas-minimap.module.css';

/** The flow seen from afar. Hidden from assistive technology, for which the Outline is the same. */
export function CanvasMinimap() {
  const wish = useView(({ minimap }) => minimap);
  const empty = useDocument(({ content }) => content.document.steps.length === 0);
  if (empty || wish === false) return null;
  return (
    <MiniMap
      className={`${styles.minimap} ${wish === undefined ? styles.whereRoom : ''}`}
      nodeClassName={(node) => `minimap-${categoryOf(node)}`}
      nodeBorderRadius={24}
      pannable
      zoomable
      aria-hidden
      ariaLabel={null}
      position="bottom-right"
    />
  );
}

function categoryOf(node: { type?: string; domAttributes?: object }): string {
  if (node.type === 'connection') return 'connection';
  const attributes: Record<string, unknown> = { ...node.domAttributes };
  return String(attributes['data-category'] ?? 'data');
}
