import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { bind, type Policy } from 'tenon/bind'
import {
  failingCall,
  type Fault,
  forbiddenFolder,
  fullDisk,
  LossyLink,
  missingFolder,
  noHandles,
  type Place,
  readOnlyDisk,
} from 'tenon/conformance'
import { WelcomeMail } from '../domain/welcome.ts'
import { SpoolMailExecutor } from '../service/spool/executor.ts'
import { mailSpecification } from './specification.ts'

const link = new LossyLink()

const spoolOf = ({ folder }: Place): string => join(folder, 'spool')

/** A fault under which nothing is sent, and after which everything works again by itself. */
const passing = { effects: ['none'], recovery: 'by_itself' } as const

/** Makes a fault of our own. */
const fault = (
  stated: Omit<Fault, 'prepare'>,
  strike: (spool: string) => Promise<void>,
  heal: typeof strike,
): Fault => ({
  ...stated,
  prepare: async (place) => ({
    kind: 'prepared',
    strike: () => strike(spoolOf(place)),
    heal: () => heal(spoolOf(place)),
    end: async () => undefined,
  }),
})

const suspended = fault(
  { name: 'suspended', says: 'An operator suspends sending.', strikes: 'calls', gives: ['suspended'], ...passing },
  (spool) => writeFile(join(spool, 'suspended'), ''),
  (spool) => rm(join(spool, 'suspended'), { force: true }),
)

const fileInPlace = fault(
  {
    name: 'file_in_place',
    says: 'A file is where the folder should be when the mailer is opened.',
    strikes: 'open',
    gives: ['misconfigured'],
    ...passing,
  },
  async (spool) => {
    await rename(spool, `${spool}.aside`)
    await writeFile(spool, '')
  },
  async (spool) => {
    await rm(spool)
    await rename(`${spool}.aside`, spool)
  },
)

export const url = import.meta.url
export const specification = mailSpecification
export const name = 'spool'
export const binding = (place: Place, policy: Policy) =>
  bind(WelcomeMail, link.around(place, new SpoolMailExecutor({ folder: spoolOf(place), create: true })), policy)
export const faults = [
  ...link.faults,
  suspended,
  fileInPlace,
  fullDisk(16, { ...passing, gives: ['full'] }),
  missingFolder({ ...passing, gives: ['not_found'] }),
  forbiddenFolder({ ...passing, gives: ['permission_denied'] }),
  readOnlyDisk({ ...passing, gives: ['permission_denied'] }),
  noHandles(0, { ...passing, gives: ['unavailable'] }),
  failingCall({
    name: 'failing_file_sync',
    says: 'A message cannot be synced: an I/O error.',
    strikes: 'calls',
    gives: ['corrupted'],
    effects: ['unknown'],
    recovery: 'by_itself',
    calls: ['fdatasync'],
    error: 'EIO',
    which: '1+',
  }),
  failingCall({
    name: 'failing_folder_sync',
    says: 'The folder cannot be synced: an I/O error.',
    strikes: 'calls',
    gives: ['corrupted'],
    effects: ['none', 'unknown'],
    recovery: 'opened_again',
    calls: ['fsync'],
    error: 'EIO',
    which: '1+',
  }),
]
export const exemptions = []
export const sources = [new URL('../service/spool/', import.meta.url).href]
export const versions = { node: process.versions.node }
