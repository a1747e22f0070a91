import { resolve } from 'node:path'
import type { Capability } from '../../../../domain/capability/capability.ts'
import { cases } from '../../../../service/lab/runner/conformance.ts'
import { usual } from '../../../../service/lab/runner/policies.ts'
import { checkedRig, type Rig } from '../../../../service/lab/rig.ts'
import { load } from '../../../../service/node/module/load.ts'
import { capabilities } from '../../capabilities.ts'
import { isAnyBinding, nameOf } from '../../session/binding-check.ts'
import type { Loading } from '../../session/config.ts'
import { UsageError } from '../../terminal/usage.ts'

/** Loads a rig from its module's path. Throws a `UsageError` that says what the module lacks, or what it mixes. */
export const rigFrom = async (terminal: Loading, module: string): Promise<Rig<Capability>> => {
  const path = resolve(terminal.folder, module)
  const loaded = await load(path)
  terminal.listen()
  switch (loaded.kind) {
    case 'missing':
      throw new UsageError(`${path} does not exist. Name the module of a rig.`)
    case 'unloadable':
      throw new UsageError(`${path} cannot be loaded. ${loaded.says}`)
    case 'loaded':
      return bound(path, checked(path, loaded.exports))
    default:
      return loaded satisfies never
  }
}

const checked = (path: string, exported: object): Rig<Capability> => {
  try {
    return checkedRig(exported)
  } catch (error) {
    throw new UsageError(`${path} is not a rig. ${messageOf(error)}`)
  }
}

/** Calls the rig's function once, because only that shows what it returns. The binding that it makes is not opened. */
const bound = (path: string, rig: Rig<Capability>): Rig<Capability> => {
  const made = madeBy(path, rig)
  const { capability } = rig.specification
  if (!isAnyBinding(made))
    throw new UsageError(
      `${path} is not a rig. Its export binding does not return a binding. Make one with bind(need, executor, policy).`,
    )
  if (made.capability !== capability)
    throw new UsageError(
      nameOf(made.capability) === nameOf(capability)
        ? `${path} has its specification and its binding from two copies of ${nameOf(capability)}. Import both from the same place.`
        : `${path} has a specification of ${nameOf(capability)}, and its binding is of ${nameOf(made.capability)}. Export the specification of that capability.`,
    )
  if (capabilities.some((own) => own.name === capability.name && own !== capability))
    throw new UsageError(
      `${path} proves ${nameOf(capability)} of another copy of this package. Run the tenon that is installed beside the rig, with npx tenon.`,
    )
  return provable(path, rig)
}

const madeBy = (path: string, rig: Rig<Capability>): unknown => {
  try {
    return rig.binding({ folder: '/nowhere', name: 'nowhere' }, usual)
  } catch (error) {
    throw new UsageError(`${path} was asked what its binding promises, and its binding() threw: ${messageOf(error)}`)
  }
}

/** Returns a rig if its faults, exemptions and cases fit together. */
const provable = (path: string, rig: Rig<Capability>): Rig<Capability> => {
  try {
    cases(rig, { policy: usual, effort: 'plain' })
    return rig
  } catch (error) {
    throw new UsageError(`${path} cannot be proved. ${messageOf(error)}`)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
