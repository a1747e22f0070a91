import { dirname, relative, resolve, sep } from 'node:path'
import { type Command, Option } from 'commander'
import type { CheckConfig } from '../../../../domain/rules/check-config.ts'
import type { Finding } from '../../../../domain/rules/judgement/finding.ts'
import { brokenConfig, brokenProject } from '../../../../service/project/config-findings.ts'
import { anyConfigAbove, configAbove, readConfig } from '../../../../service/project/config.ts'
import { Project } from '../../../../service/project/project.ts'
import { clean } from '../../event-line.ts'
import type { Shell } from '../../shell.ts'
import { exits } from '../../status.ts'
import { UsageError } from '../../usage.ts'

/** The option of every command that checks a project. */
export interface ConfigOption {
  /** Absent when the nearest one is meant. */
  readonly config: string | undefined
}

/** A project that can be checked. */
export interface OpenProject {
  readonly kind: 'checking'
  /** The folder of its config: paths in a project begin here. */
  readonly root: string
  readonly configPath: string
  readonly config: CheckConfig
  readonly project: Project
  /** The same project read anew, but for some texts that take the place of what stands on disk, by their paths from the root. */
  readonly planted: (texts: ReadonlyMap<string, string>) => Project
}

/** A config, a `package.json` or a `tsconfig.json` that is not as it must be. */
export interface Untrusted {
  readonly kind: 'untrusted'
  readonly root: string
  /** What is wrong, as findings of the health rules. */
  readonly findings: readonly Finding[]
}

/** Adds `--config`. */
export const withConfig = (command: Command): Command =>
  command.addOption(
    new Option(
      '--config <path>',
      'the module that exports check (default: the nearest tenon.config.ts that does, in this folder or above)',
    ),
  )

/** Finds and reads the config and makes the project that stands around it. Throws a `UsageError` where there is no config. */
export const openProject = (folder: string, { config: named }: ConfigOption): OpenProject | Untrusted => {
  const configPath = named === undefined ? nearest(folder) : resolve(folder, named)
  const root = dirname(configPath)
  const read = readConfig(configPath)
  switch (read.kind) {
    case 'missing':
      throw new UsageError(`${clean(configPath)} does not exist. Write one with "tenon check init".`)
    case 'wrong':
      return { kind: 'untrusted', root, findings: brokenConfig(configPath, read) }
    case 'config':
      return around(root, configPath, read.config)
    default:
      return read satisfies never
  }
}

/** As `openProject`, for a command that has nothing to say when the config is wrong: then it says why, ends with 2, and gives `null`. */
export const openProjectOrReport = async (
  shell: Shell,
  option: ConfigOption & { readonly json: boolean },
): Promise<OpenProject | null> => {
  const { terminal } = shell
  const checking = openProject(terminal.folder, option)
  if (checking.kind === 'checking') return checking
  for (const { path, line, column, rule, what, fix } of checking.findings) {
    const place = `${relative(terminal.folder, resolve(checking.root, path))}:${line}:${column}`
    await terminal.notes.line(clean(`tenon: ${place}  ${rule}  ${what} ${fix}`))
  }
  if (option.json) await terminal.output.line(untrustedJson(checking.findings))
  shell.end(exits.usage)
  return null
}

/** What a command says under `--json` when the check cannot be trusted. */
export const untrustedJson = (findings: readonly Finding[]): string => JSON.stringify({ kind: 'untrusted', findings })

const nearest = (folder: string): string => {
  const found = configAbove(folder)
  if (found.kind === 'config') return found.path
  if (found.kind === 'several') throw new UsageError(found.says)
  const other = anyConfigAbove(folder)
  throw new UsageError(
    other.kind === 'config'
      ? `${clean(other.path)} exports no "check". Let "tenon check init" add it, or name another config with --config.`
      : `There is no tenon.config.ts in ${clean(folder)} or above. Write one with "tenon check init", or name it with --config.`,
  )
}

const around = (root: string, configPath: string, config: CheckConfig): OpenProject | Untrusted => {
  const planted = (texts: ReadonlyMap<string, string>): Project => Project.open({ configPath, config, texts })
  try {
    return { kind: 'checking', root, configPath, config, project: planted(new Map()), planted }
  } catch (error) {
    return { kind: 'untrusted', root, findings: [brokenProject(root, error)] }
  }
}

/** A path of the project as it is told to somebody in a folder: from there, with the slashes of the system. */
export const told = (folder: string, root: string, path: string): string =>
  relative(folder, resolve(root, path.split('/').join(sep))) || '.'
