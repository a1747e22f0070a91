import type { CheckConfig } from './packages/tenon-check/src/domain/config/check-config.ts'

/** What the project says of itself so that `tenon check` can keep its own rules. */
export const check = {
  layers: {
    domain: ['src/domain/**', 'examples/*/domain/**'],
    service: ['src/service/**', 'examples/*/service/**'],
    api: ['src/api/**', 'src/main.ts', 'examples/*/api/**', 'examples/*/main.ts', 'examples/*/tenon.config.ts'],
    test: ['test/**', 'bench/**', 'scripts/**'],
  },
  ignored: ['dist/**', 'test/domain/rules/fixtures/**'],
  pure: ['tenon', 'zod', '@standard-schema/spec'],
  technologies: [],
} as const satisfies CheckConfig
