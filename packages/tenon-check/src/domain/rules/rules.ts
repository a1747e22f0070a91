import { ambientTechnology } from './ambient-technology/rule.ts'
import { domainDeclaresCapability } from './domain-declares-capability/rule.ts'
import { domainImports } from './domain-imports/rule.ts'
import { evidenceInDomain } from './evidence-in-domain/rule.ts'
import { explicitFields } from './explicit-fields/rule.ts'
import { failureVocabulary } from './failure-vocabulary/rule.ts'
import { frozen } from './frozen/rule.ts'
import { infraDirectory } from './infra-directory/rule.ts'
import { initEffects } from './init-effects/rule.ts'
import type { Rule } from './rule.ts'
import { serviceBindsCapability } from './service-binds-capability/rule.ts'
import { serviceOwnsConfig } from './service-owns-config/rule.ts'
import { techConfigInDomain } from './tech-config-in-domain/rule.ts'
import { techNameInDomain } from './tech-name-in-domain/rule.ts'

/** The constraint table: every rule, in the order in which they are reported. */
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
