/** Ports that programs may take without special rights. */
export const WEBHOOK_PORTS = { least: 1_024, most: 65_535 } as const;
