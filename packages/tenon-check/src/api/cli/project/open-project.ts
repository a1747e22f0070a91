import { dirname, relative, resolve, sep } from 'node:path'
import type { CheckConfig } from '../../../domain/config/check-config.ts'
import type { Finding } from '../../../domain/judgement/finding.ts'
import { brokenConfig, brokenProject } from '../../../service/project/config-findings.ts'
import { anyConfigAbove, configAbove, readConfig } from '../../../service/project/config.ts'
import { Project } from '../../../service/project/project.ts'
import { clean } from '../terminal/visible.ts'
import type { Shell } from '../terminal/shell.ts'
import { exits } from '../terminal/exits.ts'
import { UsageError } from '../terminal/usage.ts'
import type { ConfigOption } from './config-option.ts'

/** A project that can be checked. */
export interface OpenProject {
  readonly kind: 'project'
  /** The folder of its config; paths in a project are relative to it. */
  readonly root: string
  readonly configPath: string
  readonly config: CheckConfig
  readonly project: Project
  /** Opens the same project again, with some texts in place of the files on disk. The keys are paths from the root. */
  readonly withTexts: (texts: ReadonlyMap<string, string>) => Project
}

/** A project that cannot be checked, because its config, a `package.json` or a `tsconfig.json` is invalid. */
export interface Untrusted {
  readonly kind: 'untrusted'
  readonly root: string
  /** The errors, as findings of the health rules. */
  readonly findings: readonly Finding[]
}

/** Finds and reads the config, and opens its project. Throws a `UsageError` if there is no config. */
export const openProject = (folder: string, { config: named }: ConfigOption): OpenProject | Untrusted => {
  const configPath = named === undefined ? nearest(folder) : resolve(folder, named)
  const root = dirname(configPath)
  const read = readConfig(configPath)
  switch (read.kind) {
    case 'missing':
      throw new UsageError(`${clean(configPath)} does not exist. Create it with "tenon-check init".`)
    case 'wrong':
      return { kind: 'untrusted', root, findings: brokenConfig(configPath, read) }
    case 'config':
      return around(root, configPath, read.config)
    default:
      return read satisfies never
  }
}

/**
 * As `openProject`, for a command that cannot do anything with an invalid config: prints the errors, ends with 2, and
 * returns `null`.
 */
export const openProjectOrReport = async (
  shell: Shell,
  option: ConfigOption & { readonly json: boolean },
): Promise<OpenProject | null> => {
  const { terminal } = shell
  const opened = openProject(terminal.folder, option)
  if (opened.kind === 'project') return opened
  for (const { path, line, column, rule, what, fix } of opened.findings) {
    const place = `${relative(terminal.folder, resolve(opened.root, path))}:${line}:${column}`
    await terminal.notes.line(clean(`tenon-check: ${place}  ${rule}  ${what} ${fix}`))
  }
  if (option.json) await terminal.output.line(untrustedJson(opened.findings))
  shell.end(exits.usage)
  return null
}

/** The output under `--json` if the check cannot be trusted. */
export const untrustedJson = (findings: readonly Finding[]): string => JSON.stringify({ kind: 'untrusted', findings })

const nearest = (folder: string): string => {
  const found = configAbove(folder)
  if (found.kind === 'config') return found.path
  if (found.kind === 'several') throw new UsageError(found.says)
  const other = anyConfigAbove(folder)
  throw new UsageError(
    other.kind === 'config'
      ? `${clean(other.path)} exports no "check". Add it with "tenon-check init", or name another config with --config.`
      : `There is no tenon.config.ts in ${clean(folder)} or above. Create one with "tenon-check init", or name one with --config.`,
  )
}

const around = (root: string, configPath: string, config: CheckConfig): OpenProject | Untrusted => {
  const withTexts = (texts: ReadonlyMap<string, string>): Project => Project.open({ configPath, config, texts })
  try {
    return { kind: 'project', root, configPath, config, project: withTexts(new Map()), withTexts }
  } catch (error) {
    return { kind: 'untrusted', root, findings: [brokenProject(root, error)] }
  }
}

/**
 * Returns a path of the project as shown to the user: relative to the folder they work in, with the system's slashes.
 */
export const displayPath = (folder: string, root: string, path: string): string =>
  relative(folder, resolve(root, path.split('/').join(sep))) || '.'
