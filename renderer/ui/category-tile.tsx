import type { LucideIcon } from 'lucide-react';
import styles from './category-tile.module.css';

/** The categories that have a tile; a connection has one as well as the four kinds of step. */
export type TileCategory = 'trigger' | 'action' | 'logic' | 'data' | 'connection';

/**
 * Outlines in a 40 × 40 box, drawn 2 px small because a 4 px round stroke of the same colour rounds their corners.
 * A trigger is a flag that points left, a connection a pill, an action a rounded square, logic a diamond, data a
 * hexagon.
 */
const outlines: Record<TileCategory, string> = {
  trigger: 'M14 5 H36 V35 H14 L3 20 Z',
  connection: 'M14 8 H26 A12 12 0 0 1 26 32 H14 A12 12 0 0 1 14 8 Z',
  action: 'M8 4 H32 A4 4 0 0 1 36 8 V32 A4 4 0 0 1 32 36 H8 A4 4 0 0 1 4 32 V8 A4 4 0 0 1 8 4 Z',
  logic: 'M20 3 L37 20 L20 37 L3 20 Z',
  data: 'M20 3 L35 11.5 V28.5 L20 37 L5 28.5 V11.5 Z',
};

/** Where the glyph's centre stands in each outline. */
const centres: Partial<Record<TileCategory, number>> = { trigger: 22 };

/** The coloured shape with its icon that shows a category three ways: by colour, shape and glyph. */
export function CategoryTile({
  category,
  icon: Icon,
  size = 40,
}: {
  category: TileCategory;
  icon: LucideIcon;
  /** Width and height in px. */
  size?: number;
}) {
  const glyph = category === 'logic' ? 16 : 20;
  const centre = centres[category] ?? 20;
  return (
    <svg
      className={styles.tile}
      data-category={category}
      width={size}
      height={size}
      viewBox="0 0 40 40"
      aria-hidden="true"
      focusable="false"
    >
      <path d={outlines[category]} />
      <Icon x={centre - glyph / 2} y={20 - glyph / 2} width={glyph} height={glyph} strokeWidth={1.75} />
    </svg>
  );
}
