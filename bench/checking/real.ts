import type { CheckConfig } from '../../packages/tenon-check/src/domain/config/check-config.ts'

/** A package whose npm tarball contains its TypeScript sources, and which of its folders count as which layer. */
interface RealPackage {
  readonly name: string
  readonly config: CheckConfig
}

/**
 * None of them follows the pattern. The layers were chosen, and the versions pinned, before the checker was run on
 * them.
 */
export const packages: readonly RealPackage[] = [
  {
    name: 'rxjs',
    config: {
      layers: {
        domain: ['src/internal/{operators,observable,scheduled,symbol,util}/**', 'src/internal/*.ts'],
        service: ['src/internal/{ajax,scheduler}/**'],
        api: ['src/*.ts', 'src/{ajax,fetch,operators,testing,webSocket}/**'],
        test: ['src/internal/testing/**'],
      },
      ignored: [
        'dist/**',
        'ajax/**',
        'fetch/**',
        'operators/**',
        'testing/**',
        'webSocket/**',
        '*.js',
        'src/Rx.global.js',
      ],
      pure: [],
      technologies: [],
    },
  },
  {
    name: '@trpc/server',
    config: {
      layers: {
        domain: [
          'src/unstable-core-do-not-import/**',
          'src/unstable-core-do-not-import.ts',
          'src/observable/**',
          'src/vendor/**',
        ],
        service: ['src/adapters/**'],
        api: ['src/*.ts', 'src/@trpc/**'],
        test: [],
      },
      ignored: ['dist/**'],
      pure: [],
      technologies: [],
    },
  },
  {
    name: '@tanstack/query-core',
    config: {
      layers: { domain: ['src/**'], service: [], api: [], test: [] },
      ignored: ['build/**'],
      pure: [],
      technologies: [],
    },
  },
]
