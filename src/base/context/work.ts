import { AsyncLocalStorage } from 'node:async_hooks'
import type { Scope } from './scope.ts'

/** What holds for a piece of work and all that it awaits: its project, one value, and what holds around it. */
interface Work {
  readonly scope: Scope | undefined
  key: Local<unknown> | undefined
  value: unknown
  around: Work | undefined
  /** `around` was set in this same piece of work. */
  more: boolean
}

/** One storage for everything: each one of its own would be copied by Node whenever another is entered. */
const storage = new AsyncLocalStorage<Work>()

/** The scope that was entered here. */
export function enteredScope(): Scope | undefined {
  return storage.getStore()?.scope
}

/** Runs `work` and everything that it awaits with `scope` as the current one. */
export function runInScope<R>(scope: Scope, work: () => R): R {
  return storage.run({ scope, key: undefined, value: undefined, around: storage.getStore(), more: false }, work)
}

/** As `runInScope`, and nothing that is kept around it is seen inside: neither its request nor that one's language. */
export function runApart<R>(scope: Scope, work: () => R): R {
  return storage.run({ scope, key: undefined, value: undefined, around: undefined, more: false }, work)
}

/** A value that goes with the work being done, through everything that it awaits: the request, its language. */
export class Local<T> {
  /** The value here, or undefined. */
  get(): T | undefined {
    for (let work = storage.getStore(); work !== undefined; work = work.around) {
      if (work.key === this) return work.value as T
    }
    return undefined
  }

  /** Runs `work` with this value. */
  run<R>(value: T, work: () => R): R {
    const around = storage.getStore()
    return storage.run({ scope: around?.scope, key: this, value, around, more: false }, work)
  }

  /** `runInScope` and `run` in one step; `work` is called with the value. */
  runIn<V extends T, R>(scope: Scope, value: V, work: (value: V) => R): R {
    return storage.run({ scope, key: this, value, around: storage.getStore(), more: false }, work, value)
  }

  /** Where this piece of work keeps the value already: work that goes on for long sets the same ones again and again. */
  #setIn(work: Work): Work | undefined {
    for (let at: Work | undefined = work; at !== undefined; at = at.more ? at.around : undefined) {
      if (at.key === this) return at
    }
    return undefined
  }

  /** Sets the value for the rest of the work that is being done: of a request, say, from here to its end. */
  set(value: T): void {
    const work = storage.getStore()
    if (work === undefined) {
      storage.enterWith({ scope: undefined, key: this, value, around: undefined, more: false })
      return
    }
    const set = this.#setIn(work)
    if (set !== undefined) {
      set.value = value
      return
    }
    work.around = { ...work }
    work.more = true
    work.key = this
    work.value = value
  }
}
