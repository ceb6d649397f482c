import { open as openDescriptor } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { HoplineError } from '../errors.ts'
import { layout, version } from './schema.ts'

/**
 * Every commit writes the few pages that all commits change. The longer the write-ahead log, the fewer of them are copied to the file,
 * and the rarer the pause of some ten milliseconds in which that happens. 8,192 pages are 32 MiB.
 */
const pagesPerCheckpoint = 8192

export type Durability = 'fsync' | 'os'

export type LogFile = {
  database: DatabaseSync
  /** Resolves when all that was committed before the call is on the disk; null where nobody asked for that. */
  sync: (() => Promise<void>) | null
  close(): Promise<void>
}

/**
 * Opens the SQLite file of a log, creates it where it is missing, and locks it for this process: SQLite's exclusive locking
 * mode holds a lock of the operating system, which goes when the process does, however it ends.
 *
 * With `fsync`, durability is that of SQLite's `synchronous = FULL`, but off the event loop: FULL is NORMAL plus one sync of the
 * write-ahead log after each transaction, and `sync` does that one on the thread pool.
 * @throws HoplineError log-unusable
 */
export const openFile = async (file: string, durability: Durability): Promise<LogFile> => {
  try {
    const database = new DatabaseSync(file)
    try {
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE')
      migrate(database, file)
      database.exec(`UPDATE lease SET epoch = epoch + 1; COMMIT; PRAGMA wal_autocheckpoint = ${pagesPerCheckpoint}`)
      if (file === ':memory:' || durability === 'os') return { database, sync: null, close: async () => database.close() }
      const descriptor = await openDescriptor(`${file}-wal`, 'r+')
      const close = async () => {
        await descriptor.close()
        database.close()
      }
      return { database, sync: () => descriptor.datasync(), close }
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    throw unusable(error, file)
  }
}

const migrate = (database: DatabaseSync, file: string): void => {
  const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
  if (found > version) {
    throw new HoplineError(
      'log-unusable',
      `${file} has layout ${found}, this version of Hopline reads layouts up to ${version}: run the newer version, or name another file.`,
    )
  }
  if (found === version) return
  if (database.prepare('SELECT name FROM sqlite_schema').get()) {
    throw new HoplineError('log-unusable', `${file} is a database of another program: name a file that Hopline may create.`)
  }
  database.exec(`${layout}; PRAGMA user_version = ${version}`)
}

/** SQLite's primary result codes, https://sqlite.org/rescode.html */
const codes = { busy: 5, readOnly: 8, full: 13, cannotOpen: 14, notADatabase: 26 }

/** SQLite's primary result code, where `error` comes from SQLite. */
const codeOf = (error: unknown): number | null =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : null

/**
 * An error of SQLite or of the file system as a sentence that names the file and the remedy: `service-unavailable` for a full disk,
 * where waiting may help, `log-unusable` for all else.
 */
export const unusable = (error: unknown, file: string): HoplineError => {
  if (error instanceof HoplineError) return error
  const sentence = (() => {
    switch (codeOf(error)) {
      case codes.busy:
        return `${file} is in use by another process: stop that one, or give this one another data directory.`
      case codes.readOnly:
        return `${file} can not be written: let this user write to the file and its folder.`
      case codes.full:
        return `The disk that holds ${file} is full: free some space.`
      case codes.cannotOpen:
        return `${file} can not be opened: create its folder, and let this user read and write there.`
      case codes.notADatabase:
        return `${file} is not a log of Hopline: name another file.`
      default:
        return `${file} failed: ${error instanceof Error ? error.message : String(error)}. Check the disk, then start again.`
    }
  })()
  return new HoplineError(codeOf(error) === codes.full ? 'service-unavailable' : 'log-unusable', sentence, { cause: error })
}
