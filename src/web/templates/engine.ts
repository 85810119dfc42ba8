import { didYouMean } from '../../base/errors/index.ts'
import { fileChanges } from '../../base/events/index.ts'
import { templatesErrors } from './errors.ts'
import { defaultFilters } from './filters/index.ts'
import { type Library, LibrarySet } from './library.ts'
import { directoryLoader } from './loaders/directory.ts'
import type { LoadedTemplate, Loader } from './loaders/loader.ts'
import { memoryLoader } from './loaders/memory.ts'
import type { Origin } from './origin.ts'
import type { EnvironmentDefaults, Languages } from './runtime/environment.ts'
import { bail, type Scope } from './runtime/render.ts'
import { i18nLibraries } from './tags/i18n/index.ts'
import { defaultTags } from './tags/index.ts'
import { Template } from './template.ts'

/** Variables for every template: called with the request that `render` was given (undefined where there is none). */
export type ContextProcessor = (request: unknown) => Readonly<Record<string, unknown>>

/** What an engine is made from. Everything has a default. */
export interface EngineOptions {
  /** Directories with templates, searched in this order. */
  readonly dirs?: readonly string[]
  /** Other places to find templates in, searched after `dirs`. */
  readonly loaders?: readonly Loader[]
  /** Templates in memory by name, searched first. */
  readonly templates?: Readonly<Record<string, string>>
  /** Filters and tags for `{% load name %}`. */
  readonly libraries?: Readonly<Record<string, Library>>
  /** Filters and tags that every template has without `{% load %}`. */
  readonly builtins?: readonly Library[]
  /** Escape what variables print. Default: true. */
  readonly autoescape?: boolean
  /** IANA name of the zone in which instants are shown. Default: 'UTC'. */
  readonly timezone?: string
  /** The project's languages, a `Translations` of `nuages/i18n`. Default: only English. */
  readonly translations?: Languages
  /** Write numbers and dates in the formats of the language in force. Default: true. */
  readonly localize?: boolean
  /** Write numbers with separators between their thousands. Default: false. */
  readonly thousandSeparators?: boolean
  /** What a variable that does not exist prints; `%s` is its name. Default: nothing. */
  readonly stringIfInvalid?: string
  readonly contextProcessors?: readonly ContextProcessor[]
  /** The clock. */
  readonly now?: () => Date
  /** Look at every use whether a template's file has changed, and let `{% debug %}` print. Default: false. */
  readonly debug?: boolean
  /** Keep parsed templates. Default: true. */
  readonly cache?: boolean
}

interface Cached {
  readonly template: Template
  readonly isFresh: () => boolean
}

/** Finds templates, keeps them compiled, and renders them. */
export class Engine implements EnvironmentDefaults {
  readonly autoescape: boolean
  readonly timezone: string
  readonly translations: Languages | null
  readonly localize: boolean
  readonly thousandSeparators: boolean
  readonly stringIfInvalid: string
  readonly debug: boolean
  readonly now: () => Date
  /** What templates of this engine can use. */
  readonly libraries: LibrarySet
  readonly #loaders: readonly Loader[]
  readonly #contextProcessors: readonly ContextProcessor[]
  readonly #cache: Map<string, Cached> | null
  readonly #release: () => void

  constructor(options: EngineOptions = {}) {
    this.autoescape = options.autoescape ?? true
    this.timezone = options.timezone ?? 'UTC'
    this.translations = options.translations ?? null
    this.localize = options.localize ?? true
    this.thousandSeparators = options.thousandSeparators ?? false
    this.stringIfInvalid = options.stringIfInvalid ?? ''
    this.debug = options.debug ?? false
    this.now = options.now ?? (() => new Date())
    this.libraries = new LibrarySet([defaultTags, defaultFilters, ...(options.builtins ?? [])], {
      ...i18nLibraries,
      ...options.libraries,
    })
    this.#loaders = [
      ...(options.templates === undefined ? [] : [memoryLoader(options.templates)]),
      ...(options.dirs === undefined || options.dirs.length === 0 ? [] : [directoryLoader(options.dirs)]),
      ...(options.loaders ?? []),
    ]
    this.#contextProcessors = options.contextProcessors ?? []
    const cache = options.cache === false ? null : new Map<string, Cached>()
    this.#cache = cache
    // Held weakly, so that an engine that nobody closes can still be forgotten.
    const held = cache === null ? null : new WeakRef(cache)
    this.#release = held === null ? () => {} : fileChanges.subscribe(() => held.deref()?.clear())
  }

  /** The names of all templates that the loaders can list, once each. */
  names(): readonly string[] {
    return [...new Set(this.#loaders.flatMap((loader) => loader.names?.() ?? []))]
  }

  /** Forgets every parsed template. */
  clear(): void {
    this.#cache?.clear()
  }

  /** Stops listening for file changes. */
  close(): void {
    this.#release()
    this.clear()
  }

  /**
   * Renders the template of that name (of the first that exists, where a list is given). Throws
   * `NUAGES_TEMPLATES_NOT_FOUND`, `NUAGES_TEMPLATES_SYNTAX`, and whatever the context's functions throw.
   */
  async render(
    name: string | readonly string[],
    context: Readonly<Record<string, unknown>> = {},
    request?: unknown,
  ): Promise<string> {
    const template = await this.template(name)
    return template.render(this.context(context, request))
  }

  /** The same at once: every value has to be there, and loaders have to answer without a promise. */
  renderSync(
    name: string | readonly string[],
    context: Readonly<Record<string, unknown>> = {},
    request?: unknown,
  ): string {
    return this.#now(name).renderSync(this.context(context, request))
  }

  /** A template from its source. Throws `NUAGES_TEMPLATES_SYNTAX`. */
  fromString(source: string, name = 'a string'): Template {
    return new Template(this, { name, path: null, source })
  }

  /** The template of that name, or the first that exists of several. Throws `NUAGES_TEMPLATES_NOT_FOUND`. */
  async template(name: string | readonly string[]): Promise<Template> {
    const names = typeof name === 'string' ? [name] : name
    for (const each of names) {
      const found = this.#cached(each)
      if (found !== null) return found
      for (const loader of this.#loaders) {
        const loaded = await loader.load(each, [])
        if (loaded !== null) return this.#keep(each, loaded)
      }
    }
    throw this.#notFound(names)
  }

  /** Adds what the context processors and `request` give. */
  context(context: Readonly<Record<string, unknown>>, request: unknown): Readonly<Record<string, unknown>> {
    if (this.#contextProcessors.length === 0 && request === undefined) return context
    const all: Record<string, unknown> = {}
    if (request !== undefined) all['request'] = request
    for (const each of this.#contextProcessors) Object.assign(all, each(request))
    return Object.assign(all, context)
  }

  /** The outermost scope for a context. */
  rootScope(context: Readonly<Record<string, unknown>>): Scope {
    return context as Scope
  }

  // For templates that name others

  /** A template to include: a name, a list of names, or a `Template`. Throws `bail` where a loader has to be waited for. */
  includedNow(wanted: unknown, from: Origin): Template {
    return wanted instanceof Template ? wanted : this.#now(this.#names(wanted, from))
  }

  /** The same, waiting for the loader. */
  async included(wanted: unknown, from: Origin): Promise<Template> {
    return wanted instanceof Template ? wanted : this.template(this.#names(wanted, from))
  }

  /** A template to extend. `line` is those that extend it already: a name among them means the next one of that name. */
  parentNow(wanted: unknown, line: readonly Template[]): Template {
    if (wanted instanceof Template) return this.#uncycled(wanted, line)
    const name = this.#names(wanted, line.at(-1)!.origin)
    const own = line.filter((each) => name.includes(each.name))
    if (own.length === 0) return this.#now(name)
    for (const each of name) {
      for (const loader of this.#loaders) {
        const loaded = loader.load(each, pathsOf(own))
        if (loaded instanceof Promise) throw bail
        if (loaded !== null) return this.#keepBeside(each, loaded)
      }
    }
    throw this.#noParent(name, line)
  }

  /** The same, waiting for the loader. */
  async parent(wanted: unknown, line: readonly Template[]): Promise<Template> {
    if (wanted instanceof Template) return this.#uncycled(wanted, line)
    const name = this.#names(wanted, line.at(-1)!.origin)
    const own = line.filter((each) => name.includes(each.name))
    if (own.length === 0) return this.template(name)
    for (const each of name) {
      for (const loader of this.#loaders) {
        const loaded = await loader.load(each, pathsOf(own))
        if (loaded !== null) return this.#keepBeside(each, loaded)
      }
    }
    throw this.#noParent(name, line)
  }

  #uncycled(template: Template, line: readonly Template[]): Template {
    if (line.includes(template)) throw this.#noParent([template.name], line)
    return template
  }

  #noParent(names: readonly string[], line: readonly Template[]): Error {
    return templatesErrors.EXTENDS_CYCLE({ templates: [...line.map((each) => each.name), names.join(' or ')] })
  }

  #names(wanted: unknown, from: Origin): readonly string[] {
    if (Array.isArray(wanted)) return wanted.map(String)
    const name = wanted === null || wanted === undefined ? '' : String(wanted)
    if (name === '')
      throw templatesErrors.NOT_FOUND({ names: [name], tried: [], suggestion: ` (asked for by ${from.name})` })
    return [name]
  }

  #now(name: string | readonly string[]): Template {
    const names = typeof name === 'string' ? [name] : name
    for (const each of names) {
      const found = this.#cached(each)
      if (found !== null) return found
      for (const loader of this.#loaders) {
        const loaded = loader.load(each, [])
        if (loaded instanceof Promise) throw bail
        if (loaded !== null) return this.#keep(each, loaded)
      }
    }
    throw this.#notFound(names)
  }

  #cached(name: string): Template | null {
    const found = this.#cache?.get(name)
    if (found === undefined) return null
    if (this.debug && !found.isFresh()) {
      this.#cache!.delete(name)
      return null
    }
    return found.template
  }

  #keep(name: string, loaded: LoadedTemplate): Template {
    const template = new Template(this, { name, path: loaded.path, source: loaded.source })
    this.#cache?.set(name, { template, isFresh: loaded.isFresh ?? (() => true) })
    return template
  }

  /** A template hidden by another of the same name, which extends it: kept under its path. */
  #keepBeside(name: string, loaded: LoadedTemplate): Template {
    const key = `${name}\0${loaded.path ?? ''}`
    const known = this.#cached(key)
    if (known !== null) return known
    const template = new Template(this, { name, path: loaded.path, source: loaded.source })
    this.#cache?.set(key, { template, isFresh: loaded.isFresh ?? (() => true) })
    return template
  }

  #notFound(names: readonly string[]): Error {
    const known = this.names()
    const tried = names.flatMap((name) => this.#loaders.flatMap((loader) => loader.tried?.(name) ?? []))
    const suggestion = names.length === 0 ? '' : didYouMean(names[0]!, known)
    return templatesErrors.NOT_FOUND({ names, tried, suggestion })
  }
}

function pathsOf(templates: readonly Template[]): readonly string[] {
  return templates.flatMap((each) => (each.origin.path === null ? [] : [each.origin.path]))
}
