import type { Capability, Store } from 'tenon'
import type { Binding } from 'tenon/bind'

/** Opens a binding and returns its store. A second call returns the same. Throws an `Error` if it does not open. */
export const opened = async <C extends Capability>(binding: Binding<C>): Promise<Store<C>> => {
  const answer = await binding.open()
  if (answer.kind === 'opened') return answer.store
  throw new Error(answer.kind === 'failed' ? answer.says : JSON.stringify(answer.gaps))
}
