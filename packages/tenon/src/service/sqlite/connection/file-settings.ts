/** How a database file is opened and used. */
export interface FileSettings {
  readonly path: string
  /** Whether a missing file is made. Its folder must exist. */
  readonly create: boolean
  readonly access: 'read_write' | 'read_only'
  /** Whether SQLite syncs every commit (`full`), or only when it moves the log into the file (`normal`). */
  readonly synchronous: 'full' | 'normal'
  /** How long, in milliseconds, a call waits at most while another process writes. */
  readonly busyTimeoutMs: number
  /** How often, in milliseconds, a waiting reader checks whether another process has written. */
  readonly pollMs: number
}
