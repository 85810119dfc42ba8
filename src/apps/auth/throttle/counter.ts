import { createHash } from 'node:crypto'
import type { Cache } from '../../../data/cache/index.ts'
import { type Attempts, delayAfter, forgiven, type ThrottleRule } from './rule.ts'

/** What attempts are counted under. */
export interface Subject {
  /** 'pair', 'address', 'account'. */
  readonly kind: string
  readonly name: string
  readonly rule: ThrottleRule
}

/** An attempt that is counted, or for how many seconds none is. */
export type Counted =
  | { readonly taken: true; readonly count: number; readonly before: Attempts; readonly after: Attempts }
  | { readonly taken: false; readonly wait: number; readonly told: boolean }

/** Seconds beyond its use for which an entry is kept, for clocks that differ. */
const slack = 60

/** Counts attempts in a cache, each as one step for all processes that share it. */
export class AttemptCounter {
  readonly #cache: Cache
  readonly #now: () => number

  constructor(cache: Cache, now: () => number) {
    this.#cache = cache.namespace('login-attempts')
    this.#now = now
  }

  /** Counts one attempt, unless one has to wait. */
  async take(subject: Subject): Promise<Counted> {
    const { rule } = subject
    let counted: Counted | undefined
    await this.#change(subject, (kept) => {
      const now = this.#now()
      const before = forgiven(kept, now, rule)
      if (before.until > now) {
        counted = { taken: false, wait: Math.ceil((before.until - now) / 1000), told: before.told }
        return before.told ? undefined : { ...before, told: true }
      }
      const count = before.count + 1
      const delay = delayAfter(count, rule)
      const after = { count, since: before.since, until: delay === 0 ? 0 : now + delay * 1000, told: false }
      counted = { taken: true, count, before, after }
      return after
    })
    return counted!
  }

  /** Takes one attempt back: it was none that was wrong. What others counted meanwhile stays. */
  giveBack(subject: Subject, { before, after }: Extract<Counted, { taken: true }>): Promise<void> {
    return this.#change(subject, (kept) => {
      if (kept === undefined || kept.count === 0) return undefined
      const until = kept.until === after.until ? before.until : kept.until
      return { ...kept, count: kept.count - 1, until }
    })
  }

  async forget(subject: Subject): Promise<void> {
    await this.#cache.delete(keyOf(subject))
  }

  /** True for the one caller of all processes who does it first in so many seconds. */
  first(what: string, seconds: number): Promise<boolean> {
    return this.#cache.add(digest(what), true, { timeout: seconds })
  }

  async #change(subject: Subject, change: (kept: Attempts | undefined) => Attempts | undefined): Promise<void> {
    const { free, most, forgive } = subject.rule
    // Until all of it would be forgotten, however many attempts the delays have let in.
    const timeout = (free + Math.ceil(Math.log2(most + 1)) + 1) * forgive + most + slack
    await this.#cache.update<Attempts>(keyOf(subject), change, { timeout })
  }
}

/** Names are of any length, and stand in no store. */
const digest = (text: string) => createHash('sha256').update(text).digest('base64url')
const keyOf = ({ kind, name }: Subject) => digest(`${kind}|${name}`)
