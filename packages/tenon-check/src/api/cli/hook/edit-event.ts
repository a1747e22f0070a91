import { resolve } from 'node:path'

/** The meaning of an event that an agent sends to its hook. */
export type AgentEvent =
  | {
      readonly kind: 'edit'
      /** The files that were written, absolute. */
      readonly paths: readonly string[]
      readonly answer: Answer
    }
  /** An event that is not about an edit. */
  | { readonly kind: 'other' }
  /** Not an agent's event. `says` is the reason, and continues a sentence that begins with "The standard input". */
  | { readonly kind: 'no_event'; readonly says: string }

/**
 * How to answer the agent. Most agents read standard error if the exit code is 2. Cursor, Copilot and VS Code read JSON
 * from standard output; Copilot and VS Code take exit code 2 for a warning to the user or for the end of the turn.
 */
type Answer = 'error' | 'cursor' | 'copilot'

/**
 * Reads the event that a hook gets on standard input. Understands the events of Claude Code, Codex, Copilot, VS Code,
 * Cursor, Gemini CLI and Windsurf, and any JSON object with a path. Relative paths start at the agent's working folder
 * if the event names it, or else at `folder`.
 */
export const agentEvent = (text: string, folder: string): AgentEvent => {
  const event = parsed(text)
  if (typeof event !== 'object' || event === null) return { kind: 'no_event', says: 'holds no JSON object' }
  const inputs = [event, ...INPUT_KEYS.map((key) => inputOf(field(event, key)))]
  const written = inputs.flatMap(pathsIn)
  if (isOther(event, inputs)) return { kind: 'other' }
  if (written.length === 0)
    return MARKS.some((key) => isText(field(event, key))) ? { kind: 'other' } : { kind: 'no_event', says: PATHLESS }
  const cwd = [field(event, 'cwd'), ...listOf(field(event, 'workspace_roots'))].find(isText) ?? folder
  return {
    kind: 'edit',
    paths: [...new Set(written.map((path) => resolve(folder, cwd, path)))],
    answer: answerTo(event),
  }
}

/** The keys that hold the tool's own input. */
const INPUT_KEYS = ['tool_input', 'toolArgs', 'tool_info'] as const

const PATH_KEYS = ['file_path', 'filePath', 'notebook_path', 'path'] as const

const PATHLESS = `holds JSON without ${PATH_KEYS.slice(0, -1).join(', ')} or ${PATH_KEYS.at(-1)}`

/** An event of an agent has one of these at least. */
const MARKS = [
  'hook_event_name',
  'hookEventName',
  'agent_action_name',
  'tool_name',
  'toolName',
  'session_id',
  'sessionId',
  'conversation_id',
] as const

/** Some agents pass the input as a string of JSON. */
const inputOf = (input: unknown): unknown => (isText(input) ? (parsed(input) ?? input) : input)

/** Returns the files that an input names as written. */
const pathsIn = (input: unknown): readonly string[] => [
  ...named(input),
  ...[...listOf(field(input, 'files')), ...listOf(field(input, 'replacements'))].flatMap((each) =>
    isText(each) ? [each] : named(each),
  ),
  ...patched(input),
]

const named = (value: unknown): readonly string[] => PATH_KEYS.map((key) => field(value, key)).filter(isText)

/** Returns the files that a patch in the format of `apply_patch` names. */
const patched = (input: unknown): readonly string[] => {
  const patch = [input, ...['command', 'patch', 'input'].map((key) => field(input, key))].find(isPatch) ?? ''
  return [...patch.matchAll(/^\*\*\* (?:Add File|Update File|Delete File|Move to): (.+?)\r?$/gm)].map(
    ([, path = '']) => path,
  )
}

const isPatch = (value: unknown): value is string => isText(value) && value.includes('*** Begin Patch')

/** Whether an event is about a tool that has not run yet, has failed, or only reads. */
const isOther = (event: object, inputs: readonly unknown[]): boolean => {
  const name = ['hook_event_name', 'hookEventName', 'agent_action_name'].map((key) => field(event, key)).find(isText)
  if (/^(?:pre|before)|failure$|^post_read/i.test(name ?? '')) return true
  const tool = [field(event, 'tool_name'), field(event, 'toolName')].find(isText) ?? ''
  return (
    READERS.has(tool.replaceAll(/[_-]/g, '').toLowerCase()) ||
    inputs.some((input) => field(input, 'command') === 'view')
  )
}

/** The tools that name a file or a folder but write none: in lower case, without hyphens or underscores. */
const READERS: ReadonlySet<string> = new Set(
  (
    'read readfile readmanyfiles readnotebook notebookread readlints readproject view viewfile viewimage glob grep rg ls list listdir listdirectory listfiles search ' +
    'searchfiles searchfilecontent grepsearch filesearch textsearch semanticsearch codebase codebasesearch findtestfiles geterrors problems getchangedfiles ' +
    'copilotgetnotebooksummary getnotebooksummary listcodeusages usages openfile'
  ).split(' '),
)

const answerTo = (event: object): Answer => {
  if (isText(field(event, 'toolName')) || isText(field(event, 'hookEventName'))) return 'copilot'
  const name = field(event, 'hook_event_name')
  if (name === 'postToolUse') return 'cursor'
  // Claude Code and Codex send no timestamp with their event of this name.
  return name === 'PostToolUse' && isText(field(event, 'timestamp')) ? 'copilot' : 'error'
}

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
