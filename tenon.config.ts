import type { CheckConfig } from 'tenon-check'

/** The layers of this repository: `tenon-check` checks its own sources too. */
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
    test: ['packages/*/test/**', 'examples/*/test/**', 'test/**', 'bench/**', 'scripts/**'],
  },
  ignored: ['packages/*/dist/**', 'packages/tenon-check/test/domain/fixtures/**'],
  pure: ['tenon', 'zod', '@standard-schema/spec', '@noble/hashes/*'],
  technologies: [],
} as const satisfies CheckConfig
