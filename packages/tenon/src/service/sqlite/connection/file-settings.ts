/** How a database file is opened. */
export interface FileSettings {
  readonly path: string
  /** Whether a missing file is made. Its folder must exist. */
  readonly create: boolean
  readonly access: 'read_write' | 'read_only'
  /** Whether SQLite syncs every commit (`full`), or only when it moves the log into the file (`normal`). */
  readonly synchronous: 'full' | 'normal'
  /** How often, in milliseconds, a waiting subscription checks whether another process has written. */
  readonly pollMs: number
}
