import { type FuseConfig, FuseV1Options, FuseVersion } from '@electron/fuses';
import type { AfterPackContext } from 'electron-builder';

/**
 * Every fuse of Electron, decided (S10): switches in the program's own file that neither the environment nor an argument
 * can turn. `strictlyRequireAllFuses` stops the packing when a later Electron brings one that isn't decided here.
 */
export const fuses = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  /** ELECTRON_RUN_AS_NODE would make the app run any script, under its name and with its keychain rights. */
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  /** NODE_OPTIONS could load code before ours. */
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  /** --inspect and SIGUSR1 would open a debugger to anyone on this computer. */
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  /** The archive is checked when it is loaded, and nothing beside it is ever loaded (CVE-2025-55305). */
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  /** We ship no snapshot of our own for the main process. */
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  /** The page comes by app://, so file:// needs no more rights than in a browser. */
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  /** Electron's default: WebAssembly checks bounds by the processor, which is safe and faster. */
  [FuseV1Options.WasmTrapHandlers]: true,
} satisfies FuseConfig;

/** Called by electron-builder for each packed program, before it is signed. */
export default async function afterPack(context: AfterPackContext): Promise<void> {
  await context.packager.addElectronFuses(context, fuses);
}
