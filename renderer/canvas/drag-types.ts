/** Media type of a step type dragged from the drawer onto the canvas; its data is the type. */
export const STEP_TYPE_DRAG = 'application/x-millrace-step';

/** Media type of a connection dragged from the drawer; its data is the connection’s id. */
export const CONNECTION_DRAG = 'application/x-millrace-connection';

/** Media type of a field dragged from the Input tree onto a setting; its data is the expression. */
export const FIELD_DRAG = 'application/x-millrace-field';
