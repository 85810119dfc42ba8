import { chosenLocale, currentTimeZone, english, type Locale, type LocaleFormats } from '../../i18n/index.ts'
import { display, plainFormats, printsPlainNumbers, text } from './values.ts'

/** Where an engine finds its languages. `Translations` of `nuages/i18n` is one. */
export interface Languages {
  /** Codes of the languages that visitors can choose. */
  readonly languages: readonly string[]
  readonly defaultLanguage: string
  locale(code: string): Locale
}

/** What filters and tags may know of the rendering that they are part of. */
export interface Environment {
  readonly autoescape: boolean
  /** The language in force: its texts, names and formats. */
  readonly locale: Locale
  /** How dates and numbers are written here: the language's formats, or English ones where localization is off. */
  readonly formats: LocaleFormats
  /** Whether `{{ value }}` writes numbers and dates in the language's formats. */
  readonly localize: boolean
  /** Whether numbers have separators between their thousands. */
  readonly useThousandSeparator: boolean
  /** IANA name of the zone in which instants are shown: the current one, or UTC in `{% localtime off %}`. */
  readonly timezone: string
  /** IANA name of the zone in force, in which dates without a zone are read. */
  readonly currentTimezone: string
  /** The clock. */
  now(): Date
  /** Any value as the text that `{{ value }}` shows, before escaping. */
  display(value: unknown): string
  /** Any value as the text that filters of texts work on: numbers and dates in no language's format. */
  text(value: unknown): string
}

/** What an engine says of all its renderings. */
export interface EnvironmentDefaults {
  readonly translations: Languages | null
  readonly localize: boolean
  readonly thousandSeparators: boolean
  readonly timezone: string
  readonly now: () => Date
}

/** What a tag can switch for its nodes. */
export interface EnvironmentChanges {
  readonly locale?: Locale
  readonly localize?: boolean
  readonly timezone?: string
  readonly localtime?: boolean
}

/** What the environments with and without escaping have in common. The language and the time zone are looked up when they are first needed. */
class Shared {
  readonly defaults: EnvironmentDefaults
  readonly localize: boolean
  readonly localtime: boolean
  #locale: Locale | undefined
  #formats: LocaleFormats | undefined
  #timezone: string | undefined
  #plainNumbers: boolean | undefined

  constructor(defaults: EnvironmentDefaults, changes: EnvironmentChanges = {}, before?: Shared) {
    this.defaults = defaults
    this.#locale = changes.locale ?? before?.locale
    this.localize = changes.localize ?? before?.localize ?? defaults.localize
    this.#timezone = changes.timezone ?? before?.currentTimezone
    this.localtime = changes.localtime ?? before?.localtime ?? true
  }

  get locale(): Locale {
    return (this.#locale ??= localeFor(this.defaults.translations))
  }

  get currentTimezone(): string {
    return (this.#timezone ??= currentTimeZone() ?? this.defaults.timezone)
  }

  get formats(): LocaleFormats {
    return (this.#formats ??= this.defaults.localize ? this.locale.formats : plainFormats)
  }

  get plainNumbers(): boolean {
    return (this.#plainNumbers ??= !this.localize || printsPlainNumbers(this.locale, this.defaults.thousandSeparators))
  }
}

/** The language chosen for this request, else the default one of the project, else English. */
export function localeFor(translations: Languages | null): Locale {
  return chosenLocale() ?? translations?.locale(translations.defaultLanguage) ?? english
}

/** The environment of a rendering. */
export class RenderEnvironment implements Environment {
  readonly autoescape: boolean
  readonly #shared: Shared

  private constructor(autoescape: boolean, shared: Shared) {
    this.autoescape = autoescape
    this.#shared = shared
  }

  /** The two environments of a new rendering: with and without escaping. */
  static pair(defaults: EnvironmentDefaults): EnvironmentPair {
    const shared = new Shared(defaults)
    return { on: new RenderEnvironment(true, shared), off: new RenderEnvironment(false, shared) }
  }

  /** The same with some things changed. */
  changed(changes: EnvironmentChanges): EnvironmentPair {
    const shared = new Shared(this.#shared.defaults, changes, this.#shared)
    return { on: new RenderEnvironment(true, shared), off: new RenderEnvironment(false, shared) }
  }

  get locale(): Locale {
    return this.#shared.locale
  }

  get formats(): LocaleFormats {
    return this.#shared.formats
  }

  get localize(): boolean {
    return this.#shared.localize
  }

  get useThousandSeparator(): boolean {
    return this.#shared.defaults.thousandSeparators
  }

  /** Whether numbers print as JavaScript writes them. */
  get plainNumbers(): boolean {
    return this.#shared.plainNumbers
  }

  get timezone(): string {
    return this.#shared.localtime ? this.#shared.currentTimezone : 'UTC'
  }

  get currentTimezone(): string {
    return this.#shared.currentTimezone
  }

  now(): Date {
    return this.#shared.defaults.now()
  }

  display(value: unknown): string {
    return display(value, this)
  }

  text(value: unknown): string {
    return text(value, this)
  }
}

export interface EnvironmentPair {
  readonly on: RenderEnvironment
  readonly off: RenderEnvironment
}
