import { ambientTechnology } from './constraints/ambient-technology.ts'
import { domainDeclaresCapability } from './constraints/domain-declares-capability.ts'
import { domainImports } from './constraints/domain-imports.ts'
import { evidenceInDomain } from './constraints/evidence-in-domain.ts'
import { explicitFields } from './constraints/explicit-fields.ts'
import { failureVocabulary } from './constraints/failure-vocabulary.ts'
import { frozen } from './constraints/frozen.ts'
import { infraDirectory } from './constraints/infra-directory.ts'
import { initEffects } from './constraints/init-effects.ts'
import { serviceBindsCapability } from './constraints/service-binds-capability.ts'
import { serviceOwnsConfig } from './constraints/service-owns-config.ts'
import { techConfigInDomain } from './constraints/tech-config-in-domain.ts'
import { techNameInDomain } from './constraints/tech-name-in-domain.ts'
import type { Rule } from './rule.ts'

/** The constraint table: every rule, in the order in which they are told. */
export const rules: readonly Rule[] = Object.freeze([
  domainImports,
  ambientTechnology,
  techConfigInDomain,
  techNameInDomain,
  infraDirectory,
  initEffects,
  failureVocabulary,
  explicitFields,
  frozen,
  evidenceInDomain,
  domainDeclaresCapability,
  serviceOwnsConfig,
  serviceBindsCapability,
])
