import { type Build, type BuildId, runName } from '../../../domain/projection/build.ts'
import { chooseFirst, chooseNext } from '../../../domain/projection/choose.ts'
import type { Defect, ReadModel } from '../../../domain/projection/read-model.ts'
import { type AnyFailed, asked } from './asked.ts'

/** Why there is no build to run. */
export type NoBuild = { readonly kind: 'dropped' } | Defect | AnyFailed

/** The build to run. */
interface FoundBuild {
  readonly kind: 'build'
  readonly build: Build
}

/** Opens a read model, and finds the build of it that a run runs. */
export class BuildFinder {
  readonly #model: ReadModel
  readonly #rebuild: boolean
  #opened = false
  /** The number of the build to begin. It is kept until that has succeeded, so that a second try begins the same one. */
  #begins: number | undefined
  #chosen: BuildId | undefined

  constructor(model: ReadModel, rebuild: boolean) {
    this.#model = model
    this.#rebuild = rebuild
  }

  /** The build that was found last. */
  get chosen(): BuildId | undefined {
    return this.#chosen
  }

  /** The name of the run: that of the projection until a build is found. */
  get name(): string {
    const { name } = this.#model.projection
    return this.#chosen === undefined ? name : runName(name, this.#chosen)
  }

  /** Opens the read model if it is not open, and begins a build if one is to be begun. It can be called again after a failure. */
  async find(): Promise<FoundBuild | NoBuild> {
    if (!this.#opened) {
      const opened = await asked('open', () => this.#model.open())
      if (opened.kind === 'failed') return opened
      this.#opened = true
    }
    if (this.#begins !== undefined) return this.#begin(this.#begins)
    const found = await asked('builds', () => this.#model.builds())
    if (found.kind === 'failed') return found
    const wanted = { version: this.#model.projection.version, rebuild: this.#rebuild }
    const choice =
      this.#chosen === undefined ? chooseFirst(found.builds, wanted) : chooseNext(found.builds, this.#chosen)
    switch (choice.kind) {
      case 'run':
        return this.#found(choice.build)
      case 'begin':
        this.#begins = choice.number
        return this.#begin(choice.number)
      case 'dropped':
        return choice
      default:
        return choice satisfies never
    }
  }

  /** Closes the read model if it is open. */
  async close(): Promise<AnyFailed | undefined> {
    if (!this.#opened) return undefined
    const closed = await asked('close', () => this.#model.close())
    return closed.kind === 'failed' ? closed : undefined
  }

  async #begin(number: number): Promise<FoundBuild | NoBuild> {
    const begun = await asked('begin', () => this.#model.begin(number))
    if (begun.kind !== 'begun') return begun
    this.#begins = undefined
    return this.#found(begun.build)
  }

  #found(build: Build): FoundBuild {
    this.#chosen = { version: build.version, number: build.number }
    return { kind: 'build', build }
  }
}
