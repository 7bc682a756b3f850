import type { Store } from '../../storage/index.ts';

/** The connections that fill a flow's slots, by slot, with the names they have now. One that is gone is left out. */
export function nameConnections(
  { connections }: Pick<Store, 'connections'>,
  bindings: Readonly<Record<string, string>>,
): Record<string, { id: string; name: string }> {
  if (Object.keys(bindings).length === 0) return {};
  const names = new Map(connections.list().map(({ id, name }) => [id, name]));
  return Object.fromEntries(
    Object.entries(bindings).flatMap(([slot, id]) => {
      const name = names.get(id);
      return name === undefined ? [] : [[slot, { id, name }]];
    }),
  );
}
