import type { FailureText } from './failure-text.ts';

/** Files and folders. */
export const fileTexts = {
  noFile: { title: 'The file isn’t there', cause: '{message} {why}', fix: 'Check the path, or put the file there.' },
  fileUnreadable: {
    title: 'The file can’t be read',
    cause: '{message} {why}',
    fix: 'Check that it is a file, that nothing else uses it, and that you may read it.',
  },
  noFolder: {
    title: 'The folder isn’t there',
    cause: 'There is no folder “{path}”: it was removed or renamed, or its disk isn’t connected.',
    fix: 'Make the folder, or correct the path. Watching goes on by itself once it is there.',
  },
  folderUnreadable: {
    title: 'The folder can’t be read',
    cause: '“{path}” can’t be read: {detail}',
    fix: 'Check that it is a folder and that you may read it. Watching goes on by itself then.',
  },
  fileUnwritable: {
    title: 'The file can’t be written',
    cause: '{message} {why}',
    fix: 'Check the folder and its permissions, then retry.',
  },
  fileThere: {
    title: 'The file exists already',
    cause: '“{path}” exists, and the step is set to fail then.',
    fix: 'Choose another name, or let the step replace or append.',
  },
  diskFull: { title: 'The disk is full', cause: '{message}', fix: 'Free some space, then retry.' },
  unknownFormat: {
    title: 'The file’s format isn’t known',
    cause: '“{path}” has no format that Millrace knows: its ending is “{extension}”.',
    fix: 'Choose the format in the step’s settings.',
  },
  raggedRow: {
    title: 'A row of the file is wrong',
    cause: 'Row {row} of “{path}” has {actual:value|values}, but the header has {expected}.',
    fix: 'Mend the row in the file, then retry: a quote or a separator is missing near there.',
  },
  quoteWrong: {
    title: 'A row of the file is wrong',
    cause: 'Row {row} of “{path}” has a quote in the wrong place. {detail}',
    fix: 'Mend the row in the file, then retry.',
  },
  wrongEncoding: {
    title: 'The file is in another encoding',
    cause: '“{path}” isn’t {encoding} text: byte {offset} can’t be read.',
    fix: 'Choose the encoding that it was saved in, for example windows-1252.',
  },
  fileDamaged: {
    title: 'The file isn’t as expected',
    cause: '{message} {why}',
    fix: 'Mend the file at that place, then retry.',
  },
  rowNotObject: {
    title: 'An entry of the file is no record',
    cause: 'Entry {row} of “{path}” isn’t an object, and every record is one.',
    fix: 'Mend the file, or point the step at the list of objects.',
  },
  workbookDamaged: {
    title: 'The workbook can’t be read',
    cause: '{message} {why}',
    fix: 'Open it in a spreadsheet program and save it again as .xlsx.',
  },
  noSheet: {
    title: 'The workbook has no such sheet',
    cause: '“{path}” has no sheet “{sheet}”. It has: {sheets}.',
    fix: 'Choose one of its sheets, or its number counted from 1.',
  },
  doctype: {
    title: 'The file is refused',
    cause: '“{path}” holds a DOCTYPE, which can make a small file fill the memory, or fetch other files.',
    fix: 'Remove the DOCTYPE, or have the file exported without one.',
  },
  noElements: {
    title: 'The file has no such elements',
    cause: '“{path}” has no elements at “{recordPath}”. It has: {paths}.',
    fix: 'Choose the path of the element that repeats, such as orders/order.',
  },
  forbiddenPath: {
    title: 'A flow may not use this place',
    cause: '{message} {why}',
    fix: 'Use an ordinary file in a folder of yours.',
    done: 'Nothing was read or written there.',
  },
} as const satisfies Record<string, FailureText>;
