import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * Whether a module in a folder can import a package. The package must export its `package.json`, because that is what
 * is looked for.
 */
export const installed = (name: string, folder: string): boolean => {
  try {
    createRequire(join(folder, 'module.js')).resolve(`${name}/package.json`)
    return true
  } catch {
    return false
  }
}
