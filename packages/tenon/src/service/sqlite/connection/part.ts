/**
 * What one capability keeps in a file, as data: a thread that examines the file is given it too. A file holds at most
 * one part of each capability.
 */
export interface Part {
  /** The name of the capability. */
  readonly capability: string
  /** The version of its tables. */
  readonly version: number
  /** What it keeps, in the plural, as messages name it. */
  readonly contents: string
  /** SQL that makes its tables and their indexes. */
  readonly tables: string
  /** The names of the tables and indexes that it cannot do without. */
  readonly names: readonly string[]
  /** The settings that the file keeps with the part. They never change, and are the same for every process. */
  readonly settings: PartSettings
  /** The end of the message that the file or the part is absent: what to check, and what makes it. */
  readonly ifAbsentSay: string
}

/** The settings that a file keeps with a part, by the names of the config's fields. */
export type PartSettings = Readonly<Record<string, string | number>>

/** How a file of the first version differs from later ones: it holds the part of one capability and nothing else. */
export interface FirstVersion {
  /** The name of the capability. */
  readonly capability: string
  /** The version of its tables. */
  readonly version: number
  /** The table in which such a file keeps the settings of the part. */
  readonly table: string
  /** SQL that makes that table. */
  readonly make: string
  /** SQL that writes the settings into it. It takes them as JSON. */
  readonly write: string
  /** SQL that reads the settings from it, as JSON. */
  readonly read: string
}
