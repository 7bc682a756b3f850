import type { Right } from '../../shared/security/roles.ts';
import { useHostData } from './host-data.ts';

/**
 * Whether the person at this page has a right; what they may not do isn't shown at all. The host refuses it in any
 * case. Nothing is allowed until the host has told, before the application has started.
 */
export function useMay(right: Right): boolean {
  return useHostData((state) => state.info.data?.rights.includes(right) ?? false);
}

/** The same, outside components. */
export function may(right: Right): boolean {
  return useHostData.getState().info.data?.rights.includes(right) ?? false;
}
