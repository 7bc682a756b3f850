/** Media type of a step type dragged from the drawer onto the canvas; its data is the type. */
export const STEP_TYPE_DRAG = 'application/x-millrace-step';

/** Media type of a connection dragged from the drawer; its data is the connection’s id. */
export const CONNECTION_DRAG = 'application/x-millrace-connection';
