/** The system's own view of folders: Finder, Explorer, Files. */
export type FolderView = {
  /**
   * Shows the file or folder at an absolute path in the folder that it lies in, chosen; where there is none, the nearest
   * folder above it. Nothing is ever opened or started. Resolves with false where it couldn't be shown.
   */
  show(path: string): Promise<boolean>;
};
