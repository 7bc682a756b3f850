/** A file in a folder: its path from there with forward slashes, bytes, and milliseconds since 1970. */
export type FolderFile = { name: string; size: number; modifiedAt: number };

/** How far a look goes: `deep` looks into folders within it too. */
export type FolderReach = { deep: boolean };

/** A watch that is under way. */
export type FolderWatch = {
  /** Nothing is heard afterwards. */
  close(): Promise<void>;
};

/** Folders as triggers watch them. Paths are absolute. Links within a folder are never followed. */
export type Folders = {
  /**
   * Its ordinary files, at most `most`. Throws FOLDER_NOT_FOUND, FOLDER_UNREADABLE (also when there are more), and the
   * signal's reason.
   */
  list(path: string, reach: FolderReach & { most: number }, signal: AbortSignal): Promise<FolderFile[]>;
  /**
   * Calls `changed` soon after something in the folder may have changed, rather too often than too rarely; a look tells
   * what it was. Some disks tell of nothing, so it is only a hint.
   */
  watch(path: string, reach: FolderReach, changed: () => void): Promise<FolderWatch>;
};
