import { AsyncLocalStorage } from 'node:async_hooks'

const storage = new AsyncLocalStorage<string>()

/** Runs `work` and everything that it awaits in a time zone, by its IANA name. Django's `timezone.override`. */
export function withTimeZone<R>(timeZone: string, work: () => R): R {
  return storage.run(timeZone, work)
}

/** The time zone that was chosen here, or undefined: then the project's counts. */
export function currentTimeZone(): string | undefined {
  return storage.getStore()
}

const known = new Map<string, boolean>()
/** Names that visitors make up are not remembered for ever. */
const most = 1000

/** True for a name of a time zone that this machine knows: 'Europe/Paris', 'UTC'. Anything may be asked. */
export function isTimeZone(name: string): boolean {
  if (name.length > 64) return false
  let is = known.get(name)
  if (is === undefined) {
    try {
      new Intl.DateTimeFormat('en', { timeZone: name })
      is = true
    } catch {
      is = false
    }
    if (known.size >= most) known.clear()
    known.set(name, is)
  }
  return is
}
