import { Eraser, FilePlus2, type LucideIcon, PencilLine, Plus, Save, Send, Trash2 } from 'lucide-react';
import type { KeptWrite, PlanPage } from '../../shared/contract/index.ts';
import type { PlannedOperation } from '../../shared/run/plan.ts';
import { formatCount } from '../format/count.ts';

/** How an operation of a plan is shown. */
export const operationLooks: Record<PlannedOperation, { label: string; icon: LucideIcon }> = {
  create: { label: 'Create', icon: Plus },
  update: { label: 'Change', icon: PencilLine },
  delete: { label: 'Delete', icon: Trash2 },
  send: { label: 'Send', icon: Send },
  'write-file': { label: 'Write file', icon: FilePlus2 },
  'set-value': { label: 'Store', icon: Save },
  'delete-value': { label: 'Forget', icon: Eraser },
};

const sentences: Record<PlannedOperation, (count: number) => string> = {
  create: (count) => `${formatCount(count, 'record')} would be created`,
  update: (count) => `${formatCount(count, 'record')} would be changed`,
  delete: (count) => `${formatCount(count, 'record')} would be deleted`,
  send: (count) => `${formatCount(count, 'call')} would be sent`,
  'write-file': (count) => `${formatCount(count, 'file')} would be written`,
  'set-value': (count) => `${formatCount(count, 'value')} would be stored`,
  'delete-value': (count) => `${formatCount(count, 'value')} would be forgotten`,
};

/** What a plan comes to: “5 records would be created, 1 file would be written”. */
export function describeCounts(counts: PlanPage['counts']): string {
  const totals = new Map<PlannedOperation, number>();
  for (const { operation, count } of counts) totals.set(operation, (totals.get(operation) ?? 0) + count);
  if (totals.size === 0) return 'Nothing would be written';
  return [...totals].map(([operation, count]) => sentences[operation](count)).join(', ');
}

/** The record of a write: its id, or that it is new. */
export function recordOf({ operation, recordId }: KeptWrite): string {
  return recordId ?? (operation === 'create' ? 'New' : '');
}
