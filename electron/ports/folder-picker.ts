/** The system's dialog for choosing a folder. */
export type FolderPicker = {
  /** Resolves with the absolute path that the person chose, or undefined when they chose none. */
  pick(): Promise<string | undefined>;
};
