import { type DateNames, englishNames } from '../../base/time/index.ts'
import { formatsOf, type LocaleFormats } from './formats/formats.ts'

export type { LocaleFormats }

/** One language: its texts, names and formats. Immutable. */
export interface Locale {
  /** In lower case with hyphens, as Django's settings write it: 'pt-br', 'zh-hans'. */
  readonly code: string
  readonly rightToLeft: boolean
  readonly names: DateNames
  readonly formats: LocaleFormats
  /** The translation of `message`; `message` itself where there is none. */
  gettext(message: string): string
  /** The form of the translation that goes with `count`. */
  ngettext(singular: string, plural: string, count: number | bigint): string
  /** The translation of `message` in the sense that `context` tells. */
  pgettext(context: string, message: string): string
  npgettext(context: string, singular: string, plural: string, count: number | bigint): string
}

/** English without catalogs: what is in force where no language was chosen. */
export const english: Locale = Object.freeze({
  code: 'en',
  rightToLeft: false,
  names: englishNames,
  get formats() {
    return formatsOf('en')
  },
  gettext: (message: string) => message,
  ngettext: (singular: string, plural: string, count: number | bigint) => (Number(count) === 1 ? singular : plural),
  pgettext: (_context: string, message: string) => message,
  npgettext: (_context: string, singular: string, plural: string, count: number | bigint) =>
    Number(count) === 1 ? singular : plural,
})
