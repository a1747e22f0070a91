import type { CheckConfig } from 'tenon-check'

/** What the project says of itself so that `tenon check` can keep its own rules. */
export const check = {
  layers: {
    domain: ['packages/*/src/domain/**', 'examples/*/domain/**'],
    service: ['packages/*/src/service/**', 'examples/*/service/**'],
    api: [
      'packages/*/src/api/**',
      'packages/*/src/main.ts',
      'examples/*/api/**',
      'examples/*/main.ts',
      'examples/*/tenon.config.ts',
    ],
    test: ['packages/*/test/**', 'test/**', 'bench/**', 'scripts/**'],
  },
  ignored: ['packages/*/dist/**', 'packages/tenon-check/test/domain/fixtures/**'],
  pure: ['tenon', 'zod', '@standard-schema/spec'],
  technologies: [],
} as const satisfies CheckConfig
