import process from 'node:process'
import { bind, type Policy } from 'tenon/bind'
import { LossyLink, type Place } from 'tenon/conformance'
import { WelcomeMail } from '../domain/welcome.ts'
import { MemoryMailExecutor } from '../service/memory/executor.ts'
import { mailSpecification } from './specification.ts'

const link = new LossyLink()

export const url = import.meta.url
export const specification = mailSpecification
export const name = 'memory'
export const binding = (place: Place, policy: Policy) =>
  bind(WelcomeMail, link.around(place, new MemoryMailExecutor()), policy)
export const faults = link.faults
export const exemptions = []
export const sources = [new URL('../service/memory/', import.meta.url).href]
export const versions = { node: process.versions.node }
