import { NuagesError } from '../../../base/errors/index.ts'
import { createLogger, type Logger } from '../../../base/log/index.ts'
import type { Cache } from '../../../data/cache/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { network } from '../../../web/security/index.ts'
import { authErrors } from '../errors.ts'
import { accountKey, countedName } from './account-key.ts'
import { AttemptCounter, type Counted, type Subject } from './counter.ts'
import { isKnownDevice } from './device.ts'
import { defaultRules, type LoginThrottleOptions } from './options.ts'
import { delayAfter, type ThrottleRule } from './rule.ts'

type Taken = Extract<Counted, { taken: true }>

/** An attempt that is counted as a wrong one until it turns out to be right. */
export interface LoginAttempt {
  /** The credentials were right: the account and address are forgiven, and this attempt is taken back from the other counts. */
  succeeded(): Promise<void>
  /** It was no attempt at all: something broke. */
  undo(): Promise<void>
  /** The wrong attempt has locked an account or an address out, for so many seconds; null where it has not. */
  readonly locked: { readonly by: string; readonly wait: number } | null
}

/** Refused: for how long, by which count, and whether the log heard of it already. */
export interface LoginRefusal {
  readonly wait: number
  readonly by: string
  readonly told: boolean
}

const nothing: LoginAttempt = Object.freeze({ succeeded: async () => {}, undo: async () => {}, locked: null })

/**
 * Counts attempts to log in per account and address, per address, and per account, each with a delay that grows. An attempt counts before anything
 * is hashed, so that many at once are no way around it; names that nobody has are counted alike. While the cache does not answer nobody is held up.
 */
export class LoginThrottle {
  readonly options: LoginThrottleOptions
  readonly counter: AttemptCounter
  readonly #rules: Readonly<Record<'pair' | 'address' | 'account', ThrottleRule>>
  #failing = false
  #logger: Logger | undefined

  constructor(parts: LoginThrottleOptions & { readonly cache: Cache; readonly now?: () => number }) {
    const { cache, now = () => Date.now(), ...options } = parts
    this.options = options
    this.counter = new AttemptCounter(cache, now)
    this.#rules = {
      pair: { ...defaultRules.pair, ...options.pair },
      address: { ...defaultRules.address, ...options.address },
      account: { ...defaultRules.account, ...options.account },
    }
    for (const [name, rule] of Object.entries(this.#rules)) checkRule(name, rule)
  }

  /** Days for which a browser stays known. */
  get deviceDays(): number {
    return this.options.deviceDays ?? 180
  }

  /** Counts an attempt, or says that it is refused. */
  async begin(request: HttpRequest | null, username: string): Promise<LoginAttempt | LoginRefusal> {
    const taken: { readonly subject: Subject; readonly counted: Taken }[] = []
    const undo = async (all = taken) => {
      for (const { subject, counted } of all) await this.#try(() => this.counter.giveBack(subject, counted))
    }
    for (const subject of this.#subjects(request, username)) {
      const counted = await this.#try(() => this.counter.take(subject).catch(orRefused))
      if (counted === null) {
        await undo()
        return nothing
      }
      if (!counted.taken) {
        await undo()
        return { wait: counted.wait, by: subject.kind, told: counted.told }
      }
      taken.push({ subject, counted })
    }
    const succeeded = async () => {
      const pair = taken.find(({ subject }) => subject.kind === 'pair')
      if (pair !== undefined) await this.#try(() => this.counter.forget(pair.subject))
      await undo(taken.filter((each) => each !== pair))
    }
    return { succeeded, undo: () => undo(), locked: this.#lockedBy(taken) }
  }

  /** The counts that an attempt is held against. Of a project behind a proxy that it does not know the address says nothing: then only the account counts. */
  #subjects(request: HttpRequest | null, username: string): Subject[] {
    const { pair, address, account } = this.#rules
    const name = countedName(username)
    const known = request !== null && isKnownDevice(request, accountKey(username), this.deviceDays)
    const from = request === null || request.ip === '' ? null : network(request.ip)
    const byAddress = from === null ? [] : [{ kind: 'address', name: from, rule: address }]
    // A known device is not held up by strangers at its address, nor by those who try its account from everywhere.
    if (known) return [...byAddress, { kind: 'pair', name: `${from ?? ''}|known|${name}`, rule: pair }]
    const byPair = from === null ? [] : [{ kind: 'pair', name: `${from}|new|${name}`, rule: pair }]
    return [...byAddress, ...byPair, { kind: 'account', name, rule: account }]
  }

  /** Locked out is whom this attempt made wait so long, after one that did not. */
  #lockedBy(taken: readonly { readonly subject: Subject; readonly counted: Taken }[]): LoginAttempt['locked'] {
    const { lockedFrom = 60 } = this.options
    const found = taken
      .map(({ subject, counted: { count } }) => ({
        by: subject.kind,
        wait: delayAfter(count, subject.rule),
        before: delayAfter(count - 1, subject.rule),
      }))
      .filter(({ wait, before }) => wait >= lockedFrom && before < lockedFrom)
      .toSorted((a, b) => b.wait - a.wait)
    const locked = found.find(({ by }) => by !== 'address') ?? found[0]
    return locked === undefined ? null : { by: locked.by, wait: locked.wait }
  }

  /** Null where the cache does not answer. */
  async #try<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      const value = await work()
      if (this.#failing) this.#log.info('Attempts to log in are counted again')
      this.#failing = false
      return value
    } catch (error) {
      // Once until it answers again.
      if (!this.#failing) this.#log.error('Attempts to log in cannot be counted, and nobody is held up', { error })
      this.#failing = true
      return null
    }
  }

  get #log(): Logger {
    return (this.#logger ??= createLogger({ name: 'auth' }))
  }
}

/** So many at once that the count could not be written is too many: to let them pass would be the way around it. */
function orRefused(error: unknown): Counted {
  if (error instanceof NuagesError && error.code === 'NUAGES_CACHE_CONTENDED')
    return { taken: false, wait: 1, told: true }
  throw error
}

function checkRule(name: string, { free, first, most, forgive }: ThrottleRule): void {
  const right = Number.isSafeInteger(free) && free > 0 && first > 0 && most >= first && forgive > 0 && most <= 86_400
  if (!right) throw authErrors.THROTTLE_RULE({ name })
}
