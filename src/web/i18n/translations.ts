import { join } from 'node:path'
import { didYouMean } from '../../base/errors/index.ts'
import { fileChanges } from '../../base/events/index.ts'
import type { DateNames } from '../../base/time/index.ts'
import type { Catalog } from './catalog/catalog.ts'
import { type CatalogDir, languagesIn, readCatalog } from './catalog/files.ts'
import { Tables } from './catalog/tables.ts'
import { i18nErrors } from './errors.ts'
import { formatsOf, type LocaleFormats } from './formats/formats.ts'
import { isRightToLeft, knownLanguages, languageInfo } from './formats/languages.ts'
import { namesOf } from './formats/names.ts'
import type { Locale } from './locale.ts'
import { codeAndParents, toLanguage, toLocale } from './negotiation/codes.ts'
import { negotiate } from './negotiation/negotiate.ts'
import { supportedVariant } from './negotiation/variants.ts'

/** What translations are made from. Everything has a default. */
export interface TranslationsOptions {
  /**
   * The languages that the program offers, in Django's codes ('pt-br', 'zh-hans'). Default: those that `dirs` and `catalogs` have
   * catalogs of, and the default language.
   */
  readonly languages?: readonly string[]
  /** The language of a request that asks for none, and where messages that a language lacks are looked for. Default: 'en'. */
  readonly default?: string
  /** Folders of catalogs, the first that has a message wins: `DIR/pt_BR/LC_MESSAGES/<domain>.po`. */
  readonly dirs?: readonly (string | CatalogDir)[]
  /** The name of the files in `dirs` that are given as texts. Default: 'messages'; projects from Django have 'django'. */
  readonly domain?: string
  /** Catalogs that the program has itself, by language: they come before those of `dirs`. */
  readonly catalogs?: Readonly<Record<string, Catalog | readonly Catalog[]>>
}

/** The texts of nuages itself, behind those of every program. */
const ownDir: CatalogDir = { dir: join(import.meta.dirname, 'locale'), domain: 'messages' }

/**
 * The languages of a program and their catalogs. Files are read when a text of their language is first asked for; under
 * `nuages dev` a catalog that was saved is read again.
 *
 * A message is looked for in the language ('fr-ca'), then in what it is a variant of ('fr'), then in the default language,
 * and is itself at last. English never falls back to another language. As in Django
 * (https://docs.djangoproject.com/en/stable/topics/i18n/translation/#how-django-discovers-translations).
 */
export class Translations {
  /** In the order of the settings. */
  readonly languages: readonly string[]
  readonly defaultLanguage: string
  readonly #dirs: readonly CatalogDir[]
  readonly #catalogs: ReadonlyMap<string, readonly Catalog[]>
  readonly #locales = new Map<string, CatalogLocale>()
  readonly #release: () => void

  /**
   * Throws `NUAGES_I18N_UNKNOWN_LANGUAGE` where `languages` or `default` name a language that does not exist, and
   * `NUAGES_I18N_DEFAULT_NOT_OFFERED`.
   */
  constructor(options: TranslationsOptions = {}) {
    const domain = options.domain ?? 'messages'
    const dirs = (options.dirs ?? []).map((each) => (typeof each === 'string' ? { dir: each, domain } : each))
    this.#dirs = [...dirs, ownDir]
    this.#catalogs = new Map(
      Object.entries(options.catalogs ?? {}).map(([code, each]) => [
        code.toLowerCase(),
        Array.isArray(each) ? (each as readonly Catalog[]) : [each as Catalog],
      ]),
    )
    const found = [...this.#catalogs.keys(), ...dirs.flatMap(languagesIn)]
    const wished = options.default?.toLowerCase()
    const languages = options.languages?.map((code) => code.toLowerCase()) ?? [wished ?? 'en', ...found]
    for (const each of wished === undefined ? languages : [...languages, wished]) checkLanguage(each, found)
    this.languages = [...new Set(languages)]
    this.defaultLanguage = defaultOf(this.languages, wished)
    const held = new WeakRef(this)
    this.#release = fileChanges.subscribe(({ path }) => {
      if (/\.(?:po|mo)$/.test(path)) held.deref()?.reload()
    })
  }

  /**
   * The language of that code: one that is offered, or a variant of it ('fr' for 'fr-xx'); else any that is known ('it', though nobody
   * offers it to visitors), as Django does; else the default language. Never throws, wherever the code came from.
   */
  locale(code: string): Locale {
    const known = this.#locales.get(code)
    if (known !== undefined) return known
    const asked = code.slice(0, longestCode).toLowerCase()
    return this.#made(this.supported(asked) ?? languageInfo(asked)?.code ?? this.defaultLanguage)
  }

  /**
   * Which of the languages that are offered fits a code, or null: what to ask of a code that came from a visitor. 'de' for
   * 'de-at', 'zh-hant' for 'zh-tw'.
   */
  supported(code: string | null | undefined): string | null {
    return supportedVariant(code, this.languages)?.toLowerCase() ?? null
  }

  /** The language for an `Accept-Language` header; the default where it is absent or asks for none that is offered. */
  negotiate(acceptLanguage: string | null | undefined): string {
    return negotiate({ acceptLanguage: acceptLanguage ?? null }, this).language
  }

  /** Reads the catalogs of all languages at once, for a program that would rather fail at its start than at a request. */
  load(): void {
    for (const code of this.languages) this.#made(code).load()
  }

  /** Forgets what was read; each language reads its catalogs again when it is next used. */
  reload(): void {
    for (const each of this.#locales.values()) each.forget()
  }

  /** Stops listening for changes of files. */
  close(): void {
    this.#release()
  }

  #made(code: string): CatalogLocale {
    const known = this.#locales.get(code)
    if (known !== undefined) return known
    const made = new CatalogLocale(code, () => this.#tables(code))
    homes.set(made, this)
    this.#locales.set(code, made)
    return made
  }

  /**
   * The catalogs of another domain in the same folders, in the order in which a message is looked for: for a browser. They are read at
   * each call. Throws `NUAGES_I18N_BROKEN_CATALOG` and `NUAGES_I18N_PLURAL_FORMS`.
   */
  catalogs(code: string, domain: string): readonly Catalog[] {
    return this.#chain(code).flatMap((each) =>
      this.#dirs.map(({ dir }) => readCatalog({ dir, domain }, toLocale(each))).filter((found) => found !== null),
    )
  }

  /** A language and those that it falls back to. */
  #chain(code: string): readonly string[] {
    const chain = [...codeAndParents(code)]
    const isEnglish = code === 'en' || code.startsWith('en-')
    if (!isEnglish) {
      for (const each of codeAndParents(this.defaultLanguage)) if (!chain.includes(each)) chain.push(each)
    }
    return chain
  }

  #tables(code: string): Tables {
    return new Tables(this.#chain(code).flatMap((each) => this.#catalogsOf(each)))
  }

  #catalogsOf(code: string): readonly Catalog[] {
    const read = this.#dirs.map((dir) => readCatalog(dir, toLocale(code))).filter((each) => each !== null)
    return [...(this.#catalogs.get(code) ?? []), ...read]
  }
}

const homes = new WeakMap<Locale, Translations>()

/** The translations that a language belongs to; undefined for one that was made otherwise, `english` among them. */
export function translationsOf(locale: Locale): Translations | undefined {
  return homes.get(locale)
}

/** No language code is longer. */
const longestCode = 100

/** Whether a language of the settings exists: for Django, for `Intl`, or because there is a catalog of it. */
function checkLanguage(code: string, found: readonly string[]): void {
  if (found.includes(code)) return
  const known = /^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/.test(code) && languageInfo(code) !== null
  if (known || isInIntl(code)) return
  const usual = toLanguage(code)
  const suggestion = languageInfo(usual) !== null ? ` (did you mean '${usual}'?)` : didYouMean(code, knownLanguages())
  throw i18nErrors.UNKNOWN_LANGUAGE({ language: code, suggestion })
}

function isInIntl(code: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([code]).length > 0
  } catch {
    return false
  }
}

/** The default language that was wished for, else English where that is offered, else the first. */
function defaultOf(languages: readonly string[], wished: string | undefined): string {
  const found = supportedVariant(wished ?? 'en', languages) ?? (wished === undefined ? languages[0] : undefined)
  if (found === undefined) throw i18nErrors.DEFAULT_NOT_OFFERED({ language: wished ?? 'en', languages })
  return found
}

/** A language whose texts come from catalogs that are read when they are first needed. */
class CatalogLocale implements Locale {
  readonly code: string
  readonly rightToLeft: boolean
  readonly #read: () => Tables
  #tables: Tables | null = null
  #names: DateNames | null = null
  #formats: LocaleFormats | null = null

  constructor(code: string, read: () => Tables) {
    this.code = code
    this.rightToLeft = isRightToLeft(code)
    this.#read = read
  }

  get names(): DateNames {
    this.#names ??= namesOf(this.code)
    return this.#names
  }

  get formats(): LocaleFormats {
    this.#formats ??= formatsOf(this.code)
    return this.#formats
  }

  load(): void {
    this.#now()
  }

  forget(): void {
    this.#tables = null
  }

  gettext(message: string): string {
    return message === '' ? '' : this.#now().message(undefined, message)
  }

  ngettext(singular: string, plural: string, count: number | bigint): string {
    return this.#now().plural(undefined, singular, plural, count)
  }

  pgettext(context: string, message: string): string {
    return this.#now().message(context, message)
  }

  npgettext(context: string, singular: string, plural: string, count: number | bigint): string {
    return this.#now().plural(context, singular, plural, count)
  }

  #now(): Tables {
    this.#tables ??= this.#read()
    return this.#tables
  }
}
