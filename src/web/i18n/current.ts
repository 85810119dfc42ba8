import { Local, type Service, service, tryUse } from '../../base/context/index.ts'
import { timeErrors, zoneOffset } from '../../base/time/index.ts'
import { english, type Locale } from './locale.ts'
import type { MessageContext, MessageId, MessageIn, PluralId, PluralIn, PluralOf, PluralOfIn } from './messages.ts'

/** What was chosen for this request: one value for both, so that one look finds them. */
interface Chosen {
  readonly locale: Locale | undefined
  readonly timeZone: string | undefined
}

const chosen = new Local<Chosen>()

/** Runs `work` and everything that it awaits in a language. Django's `translation.override`. */
export function withLocale<R>(locale: Locale, work: () => R): R {
  return chosen.run({ locale, timeZone: chosen.get()?.timeZone }, work)
}

/** Chooses the language, and the time zone where one is given, for the rest of the work that is being done: of a request. */
export function chooseLocale(locale: Locale, timeZone: string | undefined = chosen.get()?.timeZone): void {
  if (timeZone !== undefined) checkTimeZone(timeZone)
  chosen.set({ locale, timeZone })
}

/** How a project says which language is in force where none was chosen: in tasks and commands, and before a request's is known. */
export const defaultLocaleService: Service<Locale> = service<Locale>('default language')

/** The language in force here: where none was chosen the project's default one, English outside of projects. */
export function currentLocale(): Locale {
  return chosen.get()?.locale ?? tryUse(defaultLocaleService) ?? english
}

/** The language that was chosen here, if any was. */
export function chosenLocale(): Locale | undefined {
  return chosen.get()?.locale
}

/**
 * Runs `work` and everything that it awaits in a time zone, in which instants are shown and read; what is stored stays UTC.
 * `timeZone` is an IANA name ('Europe/Paris'), 'UTC', or an offset ('+05:30'). Throws `NUAGES_TIME_UNKNOWN_ZONE`: ask `isTimeZone` first
 * of a name that came with a request. Django's `timezone.override`.
 */
export function withTimeZone<R>(timeZone: string, work: () => R): R {
  checkTimeZone(timeZone)
  return chosen.run({ locale: chosen.get()?.locale, timeZone }, work)
}

/** The time zone that was chosen here, or undefined: then the project's counts. */
export function currentTimeZone(): string | undefined {
  return chosen.get()?.timeZone
}

function checkTimeZone(timeZone: string): void {
  if (!isTimeZone(timeZone)) throw timeErrors.UNKNOWN_ZONE({ zone: timeZone.slice(0, longestZone) })
}

const longestZone = 64
const zones = new Map<string, boolean>()
/** Names that visitors make up are not remembered for ever. */
const mostZones = 1000

/** True for a time zone that this machine knows, and for 'UTC' and offsets from it. Anything may be asked. */
export function isTimeZone(name: string): boolean {
  if (name === 'UTC') return true
  if (name.length > longestZone) return false
  if (/^[+-]/.test(name)) return /^[+-](?:[01]\d|2[0-3]):[0-5]\d$/.test(name)
  let is = zones.get(name)
  if (is === undefined) {
    try {
      zoneOffset(new Date(0), name)
      is = true
    } catch {
      is = false
    }
    if (zones.size >= mostZones) zones.clear()
    zones.set(name, is)
  }
  return is
}

/** `message` in the language in force; `message` itself where it has no translation. */
export function gettext(message: MessageId): string {
  return currentLocale().gettext(message)
}

/** The form of a message that goes with `count`, in the language in force. */
export function ngettext<S extends PluralId>(singular: S, plural: PluralOf<S>, count: number | bigint): string {
  return currentLocale().ngettext(singular, plural, count)
}

/** `message` in the sense that `context` tells: 'May' as a month or as a verb. */
export function pgettext<C extends MessageContext>(context: C, message: MessageIn<C>): string {
  return currentLocale().pgettext(context, message)
}

/** The form that goes with `count` of a message in a context. */
export function npgettext<C extends MessageContext, S extends PluralIn<C>>(
  context: C,
  singular: S,
  plural: PluralOfIn<C, S>,
  count: number | bigint,
): string {
  return currentLocale().npgettext(context, singular, plural, count)
}
