import { resolve } from 'node:path'

/** What a hook is told by an agent, and what that comes to here. */
export type AgentEvent =
  | {
      readonly kind: 'edit'
      /** The files that were written, absolute. */
      readonly paths: readonly string[]
      readonly answer: Answer
    }
  /** Something else than an edit. */
  | { readonly kind: 'other' }
  /** No event of an agent, and why: what follows "The standard input". */
  | { readonly kind: 'no_event'; readonly says: string }

/**
 * How the agent is answered. Most read the standard error at exit 2. Cursor reads JSON on the standard output, and so do Copilot and VS Code, which take exit 2 for a
 * warning to the user or for the end of the turn.
 */
type Answer = 'error' | 'cursor' | 'copilot'

/**
 * Reads an event out of what a hook gets on its standard input: of Claude Code, Codex, Copilot, VS Code, Cursor, Gemini CLI or Windsurf, or any JSON object with a path.
 * Paths begin where the event says that the agent works, or else in `folder`.
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

/** Where the tool's own input stands. */
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

/** An agent may hand over the input as a text with JSON in it. */
const inputOf = (input: unknown): unknown => (isText(input) ? (parsed(input) ?? input) : input)

/** The files that an input names as written. */
const pathsIn = (input: unknown): readonly string[] => [
  ...named(input),
  ...[...listOf(field(input, 'files')), ...listOf(field(input, 'replacements'))].flatMap((each) =>
    isText(each) ? [each] : named(each),
  ),
  ...patched(input),
]

const named = (value: unknown): readonly string[] => PATH_KEYS.map((key) => field(value, key)).filter(isText)

/** The files that a patch in the format of `apply_patch` leaves behind. */
const patched = (input: unknown): readonly string[] => {
  const patch = [input, ...['command', 'patch', 'input'].map((key) => field(input, key))].find(isPatch) ?? ''
  return [...patch.matchAll(/^\*\*\* (?:Add File|Update File|Delete File|Move to): (.+?)\r?$/gm)].map(
    ([, path = '']) => path,
  )
}

const isPatch = (value: unknown): value is string => isText(value) && value.includes('*** Begin Patch')

/** Whether an event is told before its tool runs, of a tool that failed, or of one that only reads. */
const isOther = (event: object, inputs: readonly unknown[]): boolean => {
  const name = ['hook_event_name', 'hookEventName', 'agent_action_name'].map((key) => field(event, key)).find(isText)
  if (/^(?:pre|before)|failure$|^post_read/i.test(name ?? '')) return true
  const tool = [field(event, 'tool_name'), field(event, 'toolName')].find(isText) ?? ''
  return (
    READERS.has(tool.replaceAll(/[_-]/g, '').toLowerCase()) ||
    inputs.some((input) => field(input, 'command') === 'view')
  )
}

/** The tools that name a file, or a folder, and write none, in lower case and without lines between their words. */
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
  // Claude Code and Codex send no time with the event of this name.
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
