import type { SinceWords, TimeUnit } from '../../../base/time/index.ts'
import type { Locale } from '../../i18n/index.ts'

// The messages are Django's, so that catalogs made for it fit. They stand here as literals, where makemessages finds them.

/** The message of each unit of time. */
type UnitMessages = Readonly<Record<TimeUnit, (to: Locale, count: number) => string>>

const units: UnitMessages = {
  year: (to, n) => to.ngettext('%(num)d year', '%(num)d years', n),
  month: (to, n) => to.ngettext('%(num)d month', '%(num)d months', n),
  week: (to, n) => to.ngettext('%(num)d week', '%(num)d weeks', n),
  day: (to, n) => to.ngettext('%(num)d day', '%(num)d days', n),
  hour: (to, n) => to.ngettext('%(num)d hour', '%(num)d hours', n),
  minute: (to, n) => to.ngettext('%(num)d minute', '%(num)d minutes', n),
}

/** Inside "%(delta)s ago", where some languages decline them. */
const pastUnits: UnitMessages = {
  year: (to, n) => to.npgettext('naturaltime-past', '%(num)d year', '%(num)d years', n),
  month: (to, n) => to.npgettext('naturaltime-past', '%(num)d month', '%(num)d months', n),
  week: (to, n) => to.npgettext('naturaltime-past', '%(num)d week', '%(num)d weeks', n),
  day: (to, n) => to.npgettext('naturaltime-past', '%(num)d day', '%(num)d days', n),
  hour: (to, n) => to.npgettext('naturaltime-past', '%(num)d hour', '%(num)d hours', n),
  minute: (to, n) => to.npgettext('naturaltime-past', '%(num)d minute', '%(num)d minutes', n),
}

/** Inside "%(delta)s from now". */
const futureUnits: UnitMessages = {
  year: (to, n) => to.npgettext('naturaltime-future', '%(num)d year', '%(num)d years', n),
  month: (to, n) => to.npgettext('naturaltime-future', '%(num)d month', '%(num)d months', n),
  week: (to, n) => to.npgettext('naturaltime-future', '%(num)d week', '%(num)d weeks', n),
  day: (to, n) => to.npgettext('naturaltime-future', '%(num)d day', '%(num)d days', n),
  hour: (to, n) => to.npgettext('naturaltime-future', '%(num)d hour', '%(num)d hours', n),
  minute: (to, n) => to.npgettext('naturaltime-future', '%(num)d minute', '%(num)d minutes', n),
}

const tables = { plain: units, past: pastUnits, future: futureUnits }

/** Spaces that do not break a line. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0')
}

/** A message with its `%(name)s` or `%(name)d` filled in. */
export function filled(message: string, name: string, value: string | number): string {
  return message
    .replaceAll(`%(${name})d`, `%(${name})s`)
    .split(`%(${name})s`)
    .map((part) => part.replaceAll('%%', '%'))
    .join(String(value))
}

/** How a language says counts of years to minutes. */
export function sinceWords(locale: Locale, where: keyof typeof tables = 'plain'): SinceWords {
  const messages = tables[where]
  return {
    word: (count, unit) => unbroken(filled(messages[unit](locale, count), 'num', count)),
    separator: locale.gettext(', '),
  }
}
