import { AsyncLocalStorage } from 'node:async_hooks'
import { english, type Locale } from './locale.ts'

const storage = new AsyncLocalStorage<Locale>()

/** Runs `work` and everything that it awaits in a language. Django's `translation.override`. */
export function withLocale<R>(locale: Locale, work: () => R): R {
  return storage.run(locale, work)
}

/** The language in force here: English where none was chosen. */
export function currentLocale(): Locale {
  return storage.getStore() ?? english
}

/** The language that was chosen here, if any was. */
export function chosenLocale(): Locale | undefined {
  return storage.getStore()
}

export function gettext(message: string): string {
  return currentLocale().gettext(message)
}

export function ngettext(singular: string, plural: string, count: number | bigint): string {
  return currentLocale().ngettext(singular, plural, count)
}

export function pgettext(context: string, message: string): string {
  return currentLocale().pgettext(context, message)
}

export function npgettext(context: string, singular: string, plural: string, count: number | bigint): string {
  return currentLocale().npgettext(context, singular, plural, count)
}
