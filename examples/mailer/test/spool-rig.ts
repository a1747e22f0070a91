import { rm, writeFile } from 'node:fs/promises'
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

/** A fault of one's own: an operator suspends sending. */
const suspended: Fault = {
  name: 'suspended',
  says: 'An operator suspends sending.',
  strikes: 'calls',
  gives: ['suspended'],
  ...passing,
  prepare: (place) => {
    const file = join(spoolOf(place), 'suspended')
    return Promise.resolve({
      kind: 'prepared',
      strike: () => writeFile(file, ''),
      heal: () => rm(file, { force: true }),
      end: () => Promise.resolve(),
    })
  },
}

export const url = import.meta.url
export const specification = mailSpecification
export const name = 'spool'
export const binding = (place: Place, policy: Policy) =>
  bind(WelcomeMail, link.around(place, new SpoolMailExecutor({ folder: spoolOf(place), create: true })), policy)
export const faults = [
  ...link.faults,
  suspended,
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
