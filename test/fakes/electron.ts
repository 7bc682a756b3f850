/**
 * A recording stand-in for the module `electron`, for unit tests of the shell: every call is noted in `calls`, every
 * object that was made is kept, and tests fire the events that Electron would. It does nothing else. The desktop smoke
 * test runs the real thing wherever its program exists.
 */
import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakePortPair, type FakePort } from './message-port.ts';

export type Call = { name: string; args: readonly unknown[] };

/** Every call to the fake in order, since the last `resetElectron`. */
export const calls: Call[] = [];

/** Names of the calls in order. */
export function callNames(): string[] {
  return calls.map(({ name }) => name);
}

/** The arguments of every call of that name. */
export function callsTo(name: string): (readonly unknown[])[] {
  return calls.filter((call) => call.name === name).map(({ args }) => args);
}

/** What the fake answers; tests change it. */
export const answers = {
  hasLock: true,
  isEncryptionAvailable: true,
  backend: 'gnome_libsecret',
  /** Part of what is sealed: another key opens nothing that this one sealed. */
  systemKey: 'first',
  /** The button of every message box. */
  messageBoxButton: 0,
  workAreas: [{ x: 0, y: 0, width: 1920, height: 1040 }],
  openPathFailure: '',
  /** What is chosen in a dialog for files or folders; nothing cancels it. */
  chosenPaths: [] as string[],
};
const firstAnswers = structuredClone(answers);

/** Windows that are open. */
export const windows: FakeWindow[] = [];

/** The far ends of the ports that were handed out, as the page would hold them. */
export const handedPorts: FakePort[] = [];

const paths = new Map<string, string>();

/** Puts the fake back to how a process starts. */
export function resetElectron(): void {
  calls.length = 0;
  windows.length = 0;
  handedPorts.length = 0;
  paths.clear();
  Object.assign(answers, structuredClone(firstAnswers));
  trays.length = 0;
  for (const emitter of [app, ipcMain, ipcRenderer, powerMonitor]) emitter.removeAllListeners();
  app.isPackaged = false;
  session.defaultSession = createSession();
}

function note(name: string, ...args: unknown[]): void {
  calls.push({ name, args });
}

class FakeApp extends EventEmitter {
  isPackaged = false;
  setName = (name: string): void => note('app.setName', name);
  enableSandbox = (): void => note('app.enableSandbox');
  getVersion = (): string => '1.2.3';
  getPath = (name: string): string => paths.get(name) ?? join(tmpdir(), 'millrace-fake-electron', name);
  setPath = (name: string, path: string): void => {
    note('app.setPath', name, path);
    paths.set(name, path);
  };
  requestSingleInstanceLock = (): boolean => {
    note('app.requestSingleInstanceLock');
    return answers.hasLock;
  };
  whenReady = async (): Promise<void> => note('app.whenReady');
  exit = (code: number): void => note('app.exit', code);
  /** As Electron: `before-quit` may prevent it; then nothing happens. */
  quit = (): void => {
    note('app.quit');
    if (!fire(this, 'before-quit')) note('app has quit');
  };
}

/** Fires a cancellable event; true when a listener prevented it. */
export function fire(emitter: EventEmitter, name: string, details: object = {}, ...rest: unknown[]): boolean {
  let isPrevented = false;
  const event = {
    ...details,
    preventDefault: () => {
      isPrevented = true;
    },
  };
  emitter.emit(name, event, ...rest);
  return isPrevented;
}

export class FakeWebContents extends EventEmitter {
  url = '';
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  getURL = (): string => this.url;
  reload = (): void => note('webContents.reload');
  setWindowOpenHandler = (handler: (details: { url: string }) => { action: string }): void => {
    this.openHandler = handler;
  };
  postMessage = (channel: string, message: unknown, ports: FakePort[]): void => {
    note('webContents.postMessage', channel, message, ports.length);
    handedPorts.push(...ports);
  };
}

class FakeWindow extends EventEmitter {
  static getAllWindows = (): FakeWindow[] => windows;
  static getFocusedWindow = (): FakeWindow | null => windows[0] ?? null;
  readonly webContents = new FakeWebContents();
  readonly options: Record<string, unknown>;
  bounds = { x: 10, y: 20, width: 1300, height: 800 };
  isMax = false;
  isMin = false;

  constructor(options: Record<string, unknown> = {}) {
    super();
    this.options = options;
    note('new BrowserWindow', options);
    windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  loadURL = async (url: string): Promise<void> => {
    note('window.loadURL', url);
    this.webContents.url = url;
  };
  show = (): void => note('window.show');
  focus = (): void => note('window.focus');
  restore = (): void => note('window.restore');
  maximize = (): void => note('window.maximize');
  isMinimized = (): boolean => this.isMin;
  isMaximized = (): boolean => this.isMax;
  isDestroyed = (): boolean => !windows.includes(this);
  getNormalBounds = () => this.bounds;
  close = (): void => {
    note('window.close');
    this.emit('close', {});
    windows.splice(windows.indexOf(this), 1);
    this.emit('closed');
    if (windows.length === 0) app.emit('window-all-closed');
  };
}

type Handler = (request: { method: string; url: string }) => Response;

export class FakeSession {
  readonly schemes = new Map<string, Handler>();
  requestHandler: ((contents: unknown, permission: string, answer: (granted: boolean) => void) => void) | undefined;
  checkHandler: ((contents: unknown, permission: string) => boolean) | undefined;
  deviceHandler: ((details: unknown) => boolean) | undefined;
  protocol = {
    handle: (scheme: string, handler: Handler): void => {
      note('protocol.handle', scheme);
      this.schemes.set(scheme, handler);
    },
  };
  setPermissionRequestHandler = (handler: FakeSession['requestHandler']): void => {
    note('session.setPermissionRequestHandler');
    this.requestHandler = handler;
  };
  setPermissionCheckHandler = (handler: FakeSession['checkHandler']): void => {
    note('session.setPermissionCheckHandler');
    this.checkHandler = handler;
  };
  setDevicePermissionHandler = (handler: FakeSession['deviceHandler']): void => {
    note('session.setDevicePermissionHandler');
    this.deviceHandler = handler;
  };
}

function createSession(): FakeSession {
  return new FakeSession();
}

class FakeMessageChannel {
  readonly port1: FakePort;
  readonly port2: FakePort;
  constructor() {
    [this.port1, this.port2] = createFakePortPair();
  }
}

export const app = new FakeApp();
export const ipcMain = Object.assign(new EventEmitter(), {
  handle: (channel: string): void => note('ipcMain.handle', channel),
});
export const ipcRenderer = new EventEmitter();
export const contextBridge = {
  exposeInMainWorld: (name: string, api: unknown): void => note('contextBridge.exposeInMainWorld', name, api),
};
export const BrowserWindow = FakeWindow;
export const MessageChannelMain = FakeMessageChannel;
export const session = { defaultSession: createSession() };
export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown): void => note('protocol.registerSchemesAsPrivileged', schemes),
};
export const nativeTheme = { shouldUseDarkColors: false };
export const screen = { getAllDisplays: () => answers.workAreas.map((workArea) => ({ workArea })) };
export const shell = {
  openExternal: async (url: string): Promise<void> => note('shell.openExternal', url),
  openPath: async (path: string): Promise<string> => {
    note('shell.openPath', path);
    return answers.openPathFailure;
  },
  showItemInFolder: (path: string): void => note('shell.showItemInFolder', path),
};
export const dialog = {
  showErrorBox: (title: string, content: string): void => note('dialog.showErrorBox', title, content),
  showOpenDialog: async (...args: unknown[]): Promise<{ canceled: boolean; filePaths: string[] }> => {
    note('dialog.showOpenDialog', args.at(-1));
    return { canceled: answers.chosenPaths.length === 0, filePaths: answers.chosenPaths };
  },
  showMessageBox: async (...args: unknown[]): Promise<{ response: number }> => {
    note('dialog.showMessageBox', args.at(-1));
    return { response: answers.messageBoxButton };
  },
};
class FakeTray extends EventEmitter {
  menu: { label?: string; enabled?: boolean; click?: () => void }[] = [];
  constructor(image: unknown) {
    super();
    note('new Tray', image);
    trays.push(this);
  }
  setToolTip = (text: string): void => note('tray.setToolTip', text);
  setContextMenu = (menu: FakeTray['menu']): void => {
    this.menu = menu;
  };
  destroy = (): void => {
    note('tray.destroy');
    trays.splice(trays.indexOf(this), 1);
  };
}

/** Icons that stand in the tray. */
export const trays: FakeTray[] = [];
export const Tray = FakeTray;
export const nativeImage = { createFromDataURL: (url: string): string => url };
export const powerMonitor = new EventEmitter();

export const Menu = {
  buildFromTemplate: (template: unknown): unknown => template,
  setApplicationMenu: (menu: unknown): void => note('Menu.setApplicationMenu', menu),
};

/** Seals by marking with the system's key, so that another key is noticed; it hides nothing. */
export const safeStorage = {
  isAsyncEncryptionAvailable: async (): Promise<boolean> => answers.isEncryptionAvailable,
  getSelectedStorageBackend: (): string => answers.backend,
  encryptStringAsync: async (text: string): Promise<Buffer> => {
    note('safeStorage.encryptStringAsync');
    return Buffer.from(`${answers.systemKey}:${Buffer.from(text).toString('hex')}`);
  },
  decryptStringAsync: async (sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> => {
    const [key, hex = ''] = sealed.toString().split(':');
    if (key !== answers.systemKey) throw new Error('Error while decrypting the ciphertext');
    return { result: Buffer.from(hex, 'hex').toString(), shouldReEncrypt: false };
  },
};

export class FakeUtilityProcess extends EventEmitter {
  postMessage = (message: unknown): void => note('utilityProcess.postMessage', message);
  kill = (): boolean => {
    note('utilityProcess.kill');
    return true;
  };
}

/** Processes that were forked, in order, since the module was loaded. */
export const utilityProcesses: FakeUtilityProcess[] = [];
export const utilityProcess = {
  fork: (...args: unknown[]): FakeUtilityProcess => {
    note('utilityProcess.fork', ...args);
    const forked = new FakeUtilityProcess();
    utilityProcesses.push(forked);
    return forked;
  },
};

// The package electron-store imports the module whole.
const electron = { app, ipcMain, shell };
// biome-ignore lint/style/noDefaultExport: the real module has one too.
export default electron;
