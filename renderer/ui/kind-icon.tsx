import {
  AtSign,
  Braces,
  Calendar,
  CircleDashed,
  Hash,
  Link,
  List,
  type LucideIcon,
  ToggleLeft,
  Type,
} from 'lucide-react';
import type { ValueKind } from './value-kind.ts';

const icons: Record<ValueKind, { icon: LucideIcon; label: string }> = {
  text: { icon: Type, label: 'text' },
  number: { icon: Hash, label: 'number' },
  boolean: { icon: ToggleLeft, label: 'true or false' },
  date: { icon: Calendar, label: 'date' },
  email: { icon: AtSign, label: 'email address' },
  link: { icon: Link, label: 'link' },
  list: { icon: List, label: 'list' },
  object: { icon: Braces, label: 'object' },
  none: { icon: CircleDashed, label: 'no value' },
};

/** The icon of a type of value, named for assistive technology. */
export function KindIcon({ kind, size = 16 }: { kind: ValueKind; size?: number }) {
  const { icon: Icon, label } = icons[kind];
  return <Icon size={size} strokeWidth={1.75} role="img" aria-label={label} />;
}
