import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { RememberOptions } from './cache.ts'
import { encodeValue } from './codec.ts'
import { type CacheCore, nameOf } from './core.ts'
import { isFresh, writeEntry } from './entry.ts'
import { cacheErrors } from './errors.ts'
import { away } from './guard.ts'
import { type Key, milliseconds } from './key.ts'

/** Milliseconds after which the lock of a process that has died is nobody's. */
const lockLife = 30_000
const longestPause = 200

interface Wanted<T> {
  readonly core: CacheCore
  readonly space: string
  readonly key: Key<T>
  readonly whole: string
  readonly options: RememberOptions
  readonly make: () => T | Promise<T>
}

/** `cache.remember`. */
export async function remember<T>(
  core: CacheCore,
  space: string,
  key: Key<T>,
  options: RememberOptions,
  make: () => T | Promise<T>,
): Promise<T> {
  const whole = core.whole(space, key, options.version)
  const wanted: Wanted<T> = { core, space, key, whole, options, make }
  // Wrong options are told before anything is made.
  core.life(key, options.timeout)
  core.tagsOf(key, options)
  const kept = await look(wanted)
  if (kept !== null) {
    if (kept.due) background(wanted)
    core.publish(kept.due ? 'stale' : 'hit', space, key)
    return kept.value
  }
  core.publish('miss', space, key)
  const text = await together(wanted, () => locked(wanted))
  return core.value<T>(whole, text) as T
}

/** What is kept, and whether a new value is to be made for it. */
async function look<T>({ core, whole, options }: Wanted<T>): Promise<{ value: T; due: boolean } | null> {
  const found = await core.read([whole])
  const first = found === away ? null : (found[0] ?? null)
  if (first === null) return null
  const value = core.value<T>(whole, first.entry.text)
  if (value === undefined) return null
  const now = core.now()
  if (!isFresh(first.entry, now)) return (options.stale ?? 0) > 0 ? { value, due: true } : null
  return { value, due: isEarly(first.entry, now, options.early ?? 0) }
}

function isEarly({ fresh, cost }: { fresh?: readonly [number, number]; cost?: number }, now: number, beta: number) {
  if (!(beta > 0) || fresh === undefined || cost === undefined) return false
  return now - cost * beta * Math.log(1 - Math.random()) >= fresh[0]
}

/** One promise for all who ask in this process. Each reads its own copy of the value from the text. */
async function together<T>({ core, whole, key }: Wanted<T>, work: () => Promise<string>): Promise<string> {
  const within = core.within.get()
  const running = core.making.get(whole)
  if (running !== undefined) {
    if (within?.has(whole)) throw cacheErrors.CIRCLE({ key: nameOf(key) })
    return running
  }
  const promise = core.within.run(new Set(within).add(whole), work).finally(() => core.making.delete(whole))
  core.making.set(whole, promise)
  return promise
}

function background<T>(wanted: Wanted<T>): void {
  const { core, whole, key } = wanted
  if (core.refreshing.has(whole) || core.making.has(whole)) return
  const work = async () => {
    const lock = await acquire(wanted)
    // Another process is at it already, or nobody can tell.
    if (lock === null || lock === away) return
    try {
      await together(wanted, () => made(wanted))
    } finally {
      await release(wanted, lock)
    }
  }
  const refreshed = work()
    .catch((error: unknown) => core.writes.notMade(nameOf(key), error))
    .finally(() => core.refreshing.delete(whole))
  core.refreshing.set(whole, refreshed)
}

/** A lock of all processes; null where another one has it. In a store of this process `together` is enough. */
async function acquire<T>({ core, whole }: Wanted<T>): Promise<string | null | typeof away> {
  if (!core.store.shared) return ''
  const token = `s${randomUUID()}`
  const added = await core.writes.try(() => core.store.add(core.lockKey(whole), token, lockLife))
  return added === away ? away : added ? token : null
}

async function release<T>({ core, whole }: Wanted<T>, token: string): Promise<void> {
  if (token !== '') await core.writes.try(() => core.store.swap(core.lockKey(whole), token, null, null))
}

/** Makes the value under the lock, or waits for who has it; after `patience` it makes it all the same. */
async function locked<T>(wanted: Wanted<T>): Promise<string> {
  const { core, whole, options } = wanted
  const patience = milliseconds('patience', options.patience ?? 5) ?? Number.POSITIVE_INFINITY
  const begun = performance.now()
  for (let pause = 10; ; pause = Math.min(pause * 2, longestPause)) {
    const lock = await acquire(wanted)
    if (lock === away) return made(wanted)
    if (lock !== null) {
      try {
        // Who had the lock before may have left the value.
        return (await fresh(core, whole)) ?? (await made(wanted))
      } finally {
        await release(wanted, lock)
      }
    }
    if (performance.now() - begun >= patience) return made(wanted)
    await wait(pause)
    const there = await fresh(core, whole)
    if (there !== null) return there
  }
}

async function fresh(core: CacheCore, whole: string): Promise<string | null> {
  const found = await core.read([whole])
  const first = found === away ? null : (found[0] ?? null)
  if (first === null || !isFresh(first.entry, core.now())) return null
  return core.value(whole, first.entry.text) === undefined ? null : first.entry.text
}

async function made<T>({ core, space, key, whole, options, make }: Wanted<T>): Promise<string> {
  // Read before the work: what is invalidated during it was made from the old state.
  const tags = await core.stamps(core.tagsOf(key, options))
  const begun = performance.now()
  const value = await make()
  const cost = Math.round(performance.now() - begun)
  const text = encodeValue(nameOf(key), value)
  const life = core.life(key, options.timeout)
  if (tags === away || life === 0) return text
  const stale = milliseconds('stale', options.stale ?? 0) ?? 0
  const soft = life !== null && (stale > 0 || (options.early ?? 0) > 0)
  const entry = writeEntry(text, {
    ...(soft && { fresh: [core.now() + life, life] as const, cost }),
    ...(tags !== undefined && { tags }),
  })
  await core.writes.try(() => core.store.set([[whole, entry]], life === null ? null : life + stale))
  core.publish('set', space, key)
  return text
}
