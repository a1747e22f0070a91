import type { Build, BuildId } from './build.ts'

/** What a run does next: run a build, begin one, or end because the build it ran was dropped. */
export type Choice =
  | { readonly kind: 'run'; readonly build: Build }
  | { readonly kind: 'begin'; readonly number: number }
  | { readonly kind: 'dropped' }

/** What a run wants: builds of this version, and whether to begin a new one. */
export interface Wanted {
  readonly version: number
  readonly rebuild: boolean
}

/**
 * Chooses the build of a run that begins: a new one for a rebuild or where its version has none, else the live one,
 * else the newest. A build of another version is never chosen.
 */
export const chooseFirst = (builds: readonly Build[], { version, rebuild }: Wanted): Choice => {
  const own = builds.filter((build) => build.version === version)
  const newest = own.at(-1)
  if (newest === undefined || rebuild) return { kind: 'begin', number: (newest?.number ?? 0) + 1 }
  return { kind: 'run', build: own.find(({ live }) => live) ?? newest }
}

/** Chooses the build of a run that runs one: the same, unless a newer one of its version has replaced it. */
export const chooseNext = (builds: readonly Build[], { version, number }: BuildId): Choice => {
  const own = builds.filter((build) => build.version === version)
  const build = own.find((other) => other.live && other.number > number) ?? own.find((other) => other.number === number)
  return build === undefined ? { kind: 'dropped' } : { kind: 'run', build }
}
