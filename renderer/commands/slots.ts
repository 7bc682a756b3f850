import type { FlowDocument } from '../../shared/flow/document.ts';
import type { Edit, FlowContent } from './edit.ts';

/** What commands need to know of a connection of this computer. */
export type KnownConnection = { id: string; name: string; connector: string };

/** The slot of a connector that a connection fills already, if any. */
export function slotOfConnection(content: FlowContent, connection: KnownConnection): string | undefined {
  return Object.entries(content.document.connections ?? {}).find(
    ([slot, { connector }]) => connector === connection.connector && content.bindings[slot] === connection.id,
  )?.[0];
}

/** Writes a new slot of `connector` into the draft and gives its name: the connector’s, with a number if taken. */
export function addSlot(content: FlowContent, connector: string): string {
  content.document.connections ??= {};
  const slots = content.document.connections;
  let slot = connector.replace(/[^a-zA-Z0-9_]+/g, '_');
  for (let number = 2; slot in slots; number += 1) slot = `${connector}_${number}`;
  slots[slot] = { connector };
  return slot;
}

/** Removes from the draft the slots that no step uses and no pill on the canvas stands for. */
export function dropUnusedSlots(content: FlowContent): void {
  const { document, bindings } = content;
  for (const slot of Object.keys(document.connections ?? {})) {
    if (document.steps.some((step) => step.connection === slot) || document.layout?.connections?.[slot]) continue;
    delete document.connections?.[slot];
    delete bindings[slot];
  }
}

/** The slot a new step of `connector` uses: the flow’s only one, else one for the only connection there is. */
export function chooseSlot(
  content: FlowContent,
  connector: string,
  connections: readonly KnownConnection[],
  preferred?: KnownConnection,
): string {
  if (preferred) return slotOfConnection(content, preferred) ?? bindNewSlot(content, preferred);
  const slots = Object.entries(content.document.connections ?? {}).filter(([, slot]) => slot.connector === connector);
  const only = slots.length === 1 ? slots[0]?.[0] : undefined;
  if (only) return only;
  const fitting = connections.filter((connection) => connection.connector === connector);
  const single = fitting.length === 1 ? fitting[0] : undefined;
  return single ? bindNewSlot(content, single) : addSlot(content, connector);
}

function bindNewSlot(content: FlowContent, connection: KnownConnection): string {
  const slot = addSlot(content, connection.connector);
  content.bindings[slot] = connection.id;
  return slot;
}

/**
 * Makes a step use a connection: by the slot it fills already, else by the step’s own slot if no other step uses that,
 * else by a new one.
 */
export function assignConnection(stepId: string, connection: KnownConnection): Edit {
  return {
    label: `Use “${connection.name}”`,
    change(content) {
      const step = content.document.steps.find(({ id }) => id === stepId);
      if (!step) return;
      const known = slotOfConnection(content, connection);
      const own = step.connection;
      if (known) step.connection = known;
      else if (own && fitsAlone(content.document, own, stepId, connection.connector)) {
        content.bindings[own] = connection.id;
      } else step.connection = bindNewSlot(content, connection);
      dropUnusedSlots(content);
    },
  };
}

function fitsAlone(document: FlowDocument, slot: string, stepId: string, connector: string): boolean {
  if (document.connections?.[slot]?.connector !== connector || document.layout?.connections?.[slot]) return false;
  return document.steps.every((step) => step.id === stepId || step.connection !== slot);
}

/** Takes the connection off a step. */
export function removeConnection(stepId: string): Edit {
  return {
    label: 'Remove the connection',
    change(content) {
      const step = content.document.steps.find(({ id }) => id === stepId);
      if (step) delete step.connection;
      dropUnusedSlots(content);
    },
  };
}

/** Points a slot at another connection; every step on it moves with it. */
export function rebindSlot(slot: string, connection: KnownConnection): Edit {
  return {
    label: `Use “${connection.name}”`,
    change(content) {
      content.bindings[slot] = connection.id;
    },
  };
}

/** Puts a connection’s pill on the canvas at `[x, y]` in px, by the slot it fills or a new one. */
export function placeConnection(connection: KnownConnection, at: [number, number]): Edit {
  return {
    label: `Place “${connection.name}”`,
    change(content) {
      const slot = slotOfConnection(content, connection) ?? bindNewSlot(content, connection);
      const { document } = content;
      document.layout ??= {};
      document.layout.connections ??= {};
      document.layout.connections[slot] = at;
    },
  };
}

/** Takes a connection’s pill off the canvas; the steps on its slot keep it. */
export function removePlacedConnection(slot: string): Edit {
  return {
    label: 'Remove a connection from the canvas',
    change(content) {
      const placed = content.document.layout?.connections;
      if (placed) delete placed[slot];
      dropUnusedSlots(content);
    },
  };
}
