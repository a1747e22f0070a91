/** The public names of the rules. */
export type RuleId =
  | 'domain-imports'
  | 'ambient-technology'
  | 'tech-config-in-domain'
  | 'tech-name-in-domain'
  | 'infra-directory'
  | 'init-effects'
  | 'failure-vocabulary'
  | 'explicit-fields'
  | 'frozen'
  | 'evidence-in-domain'
  | 'domain-declares-capability'
  | 'service-owns-config'
  | 'service-binds-capability'

/** What keeps a check from being trusted. None of it can be switched off. `unused-exception` alone is a finding like others: the check itself can be trusted. */
export type HealthId =
  | 'empty-layer'
  | 'unlayered-file'
  | 'ignored-source'
  | 'unresolved-import'
  | 'parse-error'
  | 'unused-exception'
  | 'unknown-config-key'
