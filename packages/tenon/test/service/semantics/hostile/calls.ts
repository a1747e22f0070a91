import { type Random, oneOf } from '../../../../src/domain/conformance/given/random.ts'
import { badThrow, type MakeValue, misfits, revoked, thrown } from './values.ts'

/** Returns the second argument of a call, with its deadline and signal. A third of them are hostile. */
export const secondArgument: MakeValue = (draw) =>
  draw(3) > 0 ? plain(draw) : oneOf(draw, [withSignal, withSignal, withDeadline, whole])(draw)

/** A valid one, or none. */
const plain: MakeValue = (draw) =>
  oneOf<() => unknown>(draw, [
    () => undefined,
    () => ({ signal: null, deadlineMs: oneOf(draw, [null, 5_000, 2_000.5]) }),
    () => ({ signal: new AbortController().signal, deadlineMs: null }),
    () => ({ signal: fired(draw), deadlineMs: null }),
    () => ({ signal: null, deadlineMs: draw(3) }),
  ])()

/** A real signal that has fired, or fires while the call lasts. */
const fired = (draw: Random): AbortSignal => {
  const caller = new AbortController()
  const abort = (): void => {
    try {
      caller.abort()
    } catch {
      // The replaced member throws at its caller, which is this test.
    }
  }
  oneOf<() => void>(draw, [
    abort,
    () => queueMicrotask(abort),
    () => void setImmediate(abort),
    () => void setTimeout(abort, draw(4)),
  ])()
  return caller.signal
}

const withSignal: MakeValue = (draw) => ({ signal: signals[draw(signals.length)]?.(draw), deadlineMs: null })

const withDeadline: MakeValue = (draw) => ({ signal: null, deadlineMs: misfits[draw(misfits.length)]?.(draw) })

/** Returns a real signal with a replaced member. */
const spoilt = (draw: Random, name: string, descriptor: PropertyDescriptor): unknown =>
  Object.defineProperty(fired(draw), name, { configurable: true, ...descriptor })

const signals: readonly MakeValue[] = [
  (draw) => spoilt(draw, 'removeEventListener', { value: () => badThrow('removeEventListener') }),
  (draw) => spoilt(draw, 'addEventListener', { value: () => badThrow('addEventListener') }),
  (draw) => spoilt(draw, 'addEventListener', { value: () => undefined }),
  (draw) => spoilt(draw, 'addEventListener', { value: 'no function' }),
  (draw) => spoilt(draw, 'removeEventListener', { value: undefined }),
  (draw) =>
    spoilt(draw, 'aborted', {
      get: () => {
        throw thrown(draw)
      },
    }),
  (draw) => spoilt(draw, 'aborted', { get: () => draw(2) === 0 }),
  (draw) =>
    spoilt(draw, 'reason', {
      get: () => {
        throw thrown(draw)
      },
    }),
  (draw) => spoilt(draw, 'dispatchEvent', { value: () => badThrow('dispatchEvent') }),
  () => Object.freeze(new AbortController().signal),
  () => Object.create(AbortSignal.prototype),
  () => Object.setPrototypeOf(new AbortController().signal, null),
  () => Object.setPrototypeOf(new EventTarget(), AbortSignal.prototype),
  () => AbortSignal.prototype,
  () => ({ aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined }),
  () => new EventTarget(),
  () => new AbortController(),
  (draw) => new Proxy(fired(draw), {}),
  (draw) => new Proxy(fired(draw), { get: (target, key) => Reflect.get(target, key) }),
  (draw) =>
    new Proxy(fired(draw), {
      get: () => {
        throw thrown(draw)
      },
    }),
  (draw) =>
    new Proxy(fired(draw), {
      getPrototypeOf: () => {
        throw thrown(draw)
      },
    }),
  () => revoked(new AbortController().signal),
  () => AbortSignal.timeout(2),
  () => AbortSignal.any([AbortSignal.timeout(3), new AbortController().signal]),
  (draw) => misfits[draw(misfits.length)]?.(draw),
]

/** Returns options that are wrong as a whole, or whose fields change when they are read again. */
const whole: MakeValue = (draw) =>
  oneOf<() => unknown>(draw, [
    () => misfits[draw(misfits.length)]?.(draw),
    () => changing('signal', [null, {}, Object.create(AbortSignal.prototype), undefined], { deadlineMs: null }, draw),
    () => changing('deadlineMs', [null, Number.NaN, -1, 'x', 1n], { signal: null }, draw),
    () => changing('deadlineMs', [5_000, 0, Infinity, Symbol('ms')], { signal: null }, draw),
    () => ({
      get signal() {
        throw thrown(draw)
      },
      deadlineMs: null,
    }),
    () => ({
      signal: null,
      get deadlineMs() {
        throw thrown(draw)
      },
    }),
    () => new Proxy({ signal: null, deadlineMs: null }, {}),
    () =>
      new Proxy(
        { signal: null, deadlineMs: null },
        {
          get: () => {
            throw thrown(draw)
          },
        },
      ),
    () => revoked({ signal: null, deadlineMs: null }),
    () => Object.create({ signal: null, deadlineMs: null }),
    () => Object.freeze({ signal: null, deadlineMs: null, more: 1 }),
    () => ({ deadlineMs: 1_000 }),
    () => ({ signal: null }),
    () => Object.assign(() => undefined, { signal: null, deadlineMs: null }),
  ])()

/** Returns an object with a field that returns one value after the other. */
const changing = (name: string, values: readonly unknown[], rest: object, draw: Random): unknown => {
  let read = draw(2)
  return Object.defineProperty(rest, name, {
    enumerable: true,
    get: () => {
      read += 1
      return values[Math.min(read, values.length) - 1]
    },
  })
}
