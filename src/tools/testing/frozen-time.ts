import { testingErrors } from './errors.ts'

/** A moment: a `Date`, ISO text, or milliseconds since 1970. */
export type Moment = Date | string | number

/** How far a clock is moved: milliseconds, or parts. */
export type Step =
  | number
  | {
      readonly days?: number
      readonly hours?: number
      readonly minutes?: number
      readonly seconds?: number
      readonly milliseconds?: number
    }

/** A clock that stands still. */
export interface FrozenClock extends Disposable, AsyncDisposable {
  /** What it shows. */
  readonly now: Date
  /** Sets it to a moment. */
  set(at: Moment): void
  /** Moves it on (or back). */
  advance(by: Step): void
  /** Lets time pass again. */
  release(): void
}

/**
 * Stops the clock of the process: `new Date()` and `Date.now()` give that moment until it is moved on or released, everywhere, so in sessions, signatures,
 * cookies, `autoNow` and `{% now %}`. Timers and `performance.now()` go on, and databases have clocks of their own (`Now()`). Clocks inside of one another are
 * released in the order in which they were stopped, the last one first.
 *
 * ```ts
 * using clock = frozenTime('2026-01-01T00:00:00Z')
 * clock.advance({ days: 15 })
 * ```
 */
export function frozenTime(at: Moment): FrozenClock {
  const real = globalThis.Date
  let time = timeOf(at)
  const frozen: DateConstructor = new Proxy(real, {
    construct: (target, given, made) =>
      Reflect.construct(target, given.length === 0 ? [time] : given, made === frozen ? target : made) as Date,
    apply: () => new real(time).toString(),
    get: (target, name) => (name === 'now' ? () => time : Reflect.get(target, name)),
  })
  globalThis.Date = frozen
  let released = false
  const release = () => {
    if (released) return
    if (globalThis.Date !== frozen) throw testingErrors.CLOCK_ORDER()
    released = true
    globalThis.Date = real
  }
  return {
    get now() {
      return new real(time)
    },
    set(to) {
      time = timeOf(to)
    },
    advance(by) {
      time += typeof by === 'number' ? by : partsOf(by)
    },
    release,
    [Symbol.dispose]: release,
    async [Symbol.asyncDispose]() {
      release()
    },
  }
}

/** Does `work` while the clock stands still, and lets it go on. */
export async function freezeTime<R>(at: Moment, work: (clock: FrozenClock) => R | Promise<R>): Promise<R> {
  using clock = frozenTime(at)
  return await work(clock)
}

function timeOf(at: Moment): number {
  const time = typeof at === 'number' ? at : new Date(at).getTime()
  if (!Number.isFinite(time)) throw testingErrors.BAD_MOMENT({ moment: String(at) })
  return time
}

const second = 1000
const partsOf = ({ days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }: Exclude<Step, number>): number =>
  (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * second + milliseconds
