import { resolve } from 'node:path'

/** An edit that an agent has made, as its hook tells it. */
export interface EditEvent {
  readonly kind: 'edit'
  /** The files that were written, absolute. */
  readonly paths: readonly string[]
  /** How the agent is answered: most read the standard error at exit 2; Cursor reads JSON on the standard output at exit 0. */
  readonly answer: 'error' | 'context'
}

/** A text that is no such event, and why: what follows "The standard input". */
export interface NoEvent {
  readonly kind: 'no_event'
  readonly says: string
}

/**
 * Reads an edit event out of what a hook gets on its standard input: Claude Code, Codex, Cursor, Gemini CLI, or any JSON object with a
 * path. Paths begin where the event says that the agent works, or else in `folder`.
 */
export const editEvent = (text: string, folder: string): EditEvent | NoEvent => {
  const event = parsed(text)
  if (typeof event !== 'object' || event === null) return { kind: 'no_event', says: 'holds no JSON object' }
  const input = field(event, 'tool_input') ?? event
  const cwd = [field(event, 'cwd'), ...listOf(field(event, 'workspace_roots'))].find(isText) ?? folder
  const named = [event, input].flatMap((each) => PATH_KEYS.map((key) => field(each, key))).find(isText)
  const written = named === undefined ? patched(input) : [named]
  if (written.length === 0) return { kind: 'no_event', says: pathless(field(event, 'tool_name')) }
  return {
    kind: 'edit',
    paths: [...new Set(written.map((path) => resolve(folder, cwd, path)))],
    answer: field(event, 'hook_event_name') === 'postToolUse' ? 'context' : 'error',
  }
}

const PATH_KEYS = ['file_path', 'filePath', 'notebook_path', 'path'] as const

/** The files that a patch in the format of `apply_patch` leaves behind. */
const patched = (input: unknown): readonly string[] => {
  const patch = ['command', 'patch', 'input'].map((key) => field(input, key)).find(isPatch) ?? ''
  return [...patch.matchAll(/^\*\*\* (?:Add File|Update File|Delete File|Move to): (.+?)\r?$/gm)].map(
    ([, path = '']) => path,
  )
}

const isPatch = (value: unknown): value is string => isText(value) && value.includes('*** Begin Patch')

const pathless = (tool: unknown): string =>
  isText(tool)
    ? `tells of the tool ${tool}, and of no file that it wrote; let the hook run only after the tools that write files`
    : `holds JSON without ${PATH_KEYS.slice(0, -1).join(', ')} or ${PATH_KEYS.at(-1)}`

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
