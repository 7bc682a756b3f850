import { Plug } from 'lucide-react';
import { CategoryTile } from '../../ui/category-tile.tsx';
import { iconByName } from '../../ui/icon-names.ts';
import { lookOfStatus } from '../../ui/status-badge.tsx';
import type { PickerItem } from './picker-items.ts';

/** The tile of an item: its category’s shape and colour with its own icon. */
export function PickerIcon({ item, size = 28 }: { item: PickerItem; size?: number }) {
  if (item.kind === 'connection') return <CategoryTile category="connection" icon={Plug} size={size} />;
  return <CategoryTile category={item.manifest.category} icon={iconByName(item.manifest.icon)} size={size} />;
}

/** What stands at the right of an item: its description, or a connection’s system and status. */
export function pickerHint(item: PickerItem): string {
  if (item.kind === 'step') return item.system === '' || item.section === item.system ? item.description : item.system;
  return `${item.system} · ${lookOfStatus(item.connection.status).label}`;
}
