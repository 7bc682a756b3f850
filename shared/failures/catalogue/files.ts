import { type FailureEntries, inFile, inStep } from './entry.ts';

/** Files and folders. */
export const fileEntries = {
  FILE_NOT_FOUND: { text: 'noFile', remedies: inFile },
  FILE_UNREADABLE: { text: 'fileUnreadable', remedies: inFile },
  FOLDER_NOT_FOUND: { text: 'noFolder', remedies: inFile },
  FOLDER_UNREADABLE: { text: 'folderUnreadable', remedies: inFile },
  FILE_UNWRITABLE: { text: 'fileUnwritable', remedies: inFile },
  FILE_EXISTS: { text: 'fileThere', remedies: inFile },
  DISK_FULL: { text: 'diskFull', remedies: ['open-file-folder', 'free-space', 'retry'] },
  FILE_FORMAT_UNKNOWN: { text: 'unknownFormat', remedies: inFile },
  CSV_ROW_RAGGED: { text: 'raggedRow', remedies: inFile },
  CSV_QUOTE_WRONG: { text: 'quoteWrong', remedies: inFile },
  ENCODING_WRONG: { text: 'wrongEncoding', remedies: ['edit-step', 'open-file-folder'] },
  JSON_DAMAGED: { text: 'fileDamaged', remedies: inFile },
  ROW_NOT_OBJECT: { text: 'rowNotObject', remedies: inFile },
  WORKBOOK_UNREADABLE: { text: 'workbookDamaged', remedies: inFile },
  SHEET_NOT_FOUND: { text: 'noSheet', remedies: ['edit-step', 'open-file-folder'] },
  XML_DAMAGED: { text: 'fileDamaged', remedies: inFile },
  XML_DOCTYPE_REFUSED: { text: 'doctype', remedies: inFile },
  XML_RECORDS_NOT_FOUND: { text: 'noElements', remedies: ['edit-step', 'open-file-folder'] },
  PATH_FORBIDDEN: { text: 'forbiddenPath', remedies: inStep },
} as const satisfies FailureEntries;
