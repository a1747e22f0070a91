import { type Proof, verdictsOf } from './verdicts.ts'

/** Returns the verdict as JSON. */
export const verdictJson = (proof: Proof): object => {
  const { name, technology, grants, limits, failures, trial } = proof.report
  const exempt = proof.cases.flatMap(({ id, verdict }) => (verdict.kind === 'exempt' ? [[id, verdict.says]] : []))
  const rows = verdictsOf(proof).map(({ law, word, verdict: { counts, unjudged } }) => [
    law,
    { verdict: word, ...counts, unjudged: unjudged.length },
  ])
  const broken = proof.cases.some(({ verdict }) => verdict.kind === 'broken')
  return {
    kind: proof.stopped !== null ? 'stopped' : broken ? 'broken' : 'proved',
    name,
    technology,
    effort: trial.effort,
    policies: proof.policies,
    grants,
    limits,
    failures,
    laws: Object.fromEntries(rows),
    exempt: Object.fromEntries(exempt),
    only: proof.ids,
    stopped: stoppedJson(proof),
  }
}

const stoppedJson = ({ stopped }: Proof): object | null => {
  if (stopped === null) return null
  const { after, of, running } = stopped
  return { after, of, running: running === null ? null : { id: running.id, seconds: running.seconds } }
}
