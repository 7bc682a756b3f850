/**
 * How often a run is tried that the end of its process keeps cutting off: after so many it may be what ends the process,
 * and goes on only when somebody asks for it (R9).
 */
export const TRIES_BY_ITSELF = 3;
