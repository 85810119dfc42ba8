import type { Locale } from '../../../i18n/index.ts'

/** Lines end in `\n` in catalogs, whatever the template has. */
export function messageLines(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

/** A text's translation: in the sense of `context`, where it is not empty. */
export function lookUp(locale: Locale, context: string, message: string): string {
  if (message === '') return ''
  return context === '' ? locale.gettext(message) : locale.pgettext(context, message)
}

/** The same for a text with plural forms. */
export function lookUpPlural(
  locale: Locale,
  context: string,
  singular: string,
  plural: string,
  count: number | bigint,
): string {
  return context === '' ? locale.ngettext(singular, plural, count) : locale.npgettext(context, singular, plural, count)
}

/** The end of a name in `%(name)s`, in which brackets may stand in pairs; -1 where it has none. */
function closing(text: string, from: number): number {
  let open = 1
  for (let i = from; i < text.length; i++) {
    if (text[i] === '(') open++
    else if (text[i] === ')' && --open === 0) return i
  }
  return -1
}

const conversion = /[-+ #0]*([1-9]\d*|)(?:\.(\d+))?[hlL]?s/y

/** Wider than this is a slip of a translator. */
const widest = 1000

/**
 * A message with its `%(name)s` replaced, and `%%` read as `%`: Python's formatting, as far as texts go. Null where the
 * message is broken: it has a name that `values` has not, or a `%` that is neither.
 */
export function interpolate(message: string, values: ReadonlyMap<string, string>): string | null {
  let result = ''
  let done = 0
  for (let at = message.indexOf('%'); at !== -1; at = message.indexOf('%', done)) {
    result += message.slice(done, at)
    if (message[at + 1] === '%') {
      result += '%'
      done = at + 2
      continue
    }
    if (message[at + 1] !== '(') return null
    const end = closing(message, at + 2)
    const value = end === -1 ? undefined : values.get(message.slice(at + 2, end))
    if (value === undefined) return null
    conversion.lastIndex = end + 1
    const found = conversion.exec(message)
    if (found === null) return null
    const [all, width = '', places] = found
    const shown = places === undefined ? value : Array.from(value).slice(0, Number(places)).join('')
    const wide = Math.min(Number(width), widest)
    result += all.startsWith('-') ? shown.padEnd(wide) : shown.padStart(wide)
    done = end + 1 + all.length
  }
  return result + message.slice(done)
}
