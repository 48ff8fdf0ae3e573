import { closeSync, constants, copyFileSync, fsyncSync, linkSync, openSync, rmSync, writeSync } from 'node:fs';

import Database from 'better-sqlite3';

import { migrate, reclaimSpace } from './migrate.js';

/**
 * Makes a journal that is empty, unless there is one. It gets its name only when it is whole, so that a broker which is
 * killed meanwhile leaves none, and one that is there without tables is one that lost them.
 *
 * Keys of access rules are in it, so it is for its owner alone; SQLite makes the write-ahead log alike.
 */
export function createJournal(file: string): void {
  const draft = `${file}.${process.pid}.new`;
  try {
    writeDraft(draft);
    takeName(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeDraft(draft: string): void {
  // What a process of the same number left when it was killed.
  rmSync(draft, { force: true });
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, emptyJournal());
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function emptyJournal(): Buffer {
  const database = new Database(':memory:');
  try {
    reclaimSpace(database);
    migrate(database, 0);
    return database.serialize();
  } finally {
    database.close();
  }
}

/** Another broker may make a journal in the same moment: the first one's counts. */
function takeName(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    // Not every file system has links.
    copyFileSync(draft, file, constants.COPYFILE_EXCL);
  }
}
