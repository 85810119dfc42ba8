import { join } from 'node:path'
import { fileChanges } from '../../base/events/index.ts'
import { englishNames } from '../../base/time/index.ts'
import type { Catalog } from './catalog/catalog.ts'
import { type CatalogDir, languagesIn, readCatalog } from './catalog/files.ts'
import { Tables } from './catalog/tables.ts'
import { englishFormats, type Locale } from './locale.ts'
import { codeAndParents, toLocale } from './negotiation/codes.ts'

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

  /** Throws `NUAGES_I18N_UNKNOWN_LANGUAGE` where `languages` or `default` name a language that does not exist. */
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
    this.defaultLanguage = (options.default ?? 'en').toLowerCase()
    const found = [...this.#catalogs.keys(), ...dirs.flatMap(languagesIn)]
    this.languages = [
      ...new Set(options.languages?.map((code) => code.toLowerCase()) ?? [this.defaultLanguage, ...found]),
    ]
    const held = new WeakRef(this)
    this.#release = fileChanges.subscribe(({ path }) => {
      if (/\.(?:po|mo)$/.test(path)) held.deref()?.reload()
    })
  }

  /**
   * The language of that code: that of the longest code before a hyphen which exists ('fr' for 'fr-xx'), the default language
   * where none does. Never throws for a code, wherever it came from.
   */
  locale(code: string): Locale {
    for (const each of codeAndParents(code.slice(0, 100).toLowerCase())) {
      if (this.languages.includes(each)) return this.#made(each)
    }
    return this.#made(this.defaultLanguage)
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
    this.#locales.set(code, made)
    return made
  }

  #tables(code: string): Tables {
    const chain = [...codeAndParents(code)]
    const isEnglish = code === 'en' || code.startsWith('en-')
    if (!isEnglish) {
      for (const each of codeAndParents(this.defaultLanguage)) if (!chain.includes(each)) chain.push(each)
    }
    return new Tables(chain.flatMap((each) => this.#catalogsOf(each)))
  }

  #catalogsOf(code: string): readonly Catalog[] {
    const read = this.#dirs.map((dir) => readCatalog(dir, toLocale(code))).filter((each) => each !== null)
    return [...(this.#catalogs.get(code) ?? []), ...read]
  }
}

/** A language whose texts come from catalogs that are read when they are first needed. */
class CatalogLocale implements Locale {
  readonly code: string
  readonly rightToLeft = false
  readonly names = englishNames
  readonly formats = englishFormats
  readonly #read: () => Tables
  #tables: Tables | null = null

  constructor(code: string, read: () => Tables) {
    this.code = code
    this.#read = read
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
