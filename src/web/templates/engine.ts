import type { ReadableStream } from 'node:stream/web'
import { didYouMean } from '../../base/errors/index.ts'
import { fileChanges } from '../../base/events/index.ts'
import { timeErrors } from '../../base/time/index.ts'
import { isTimeZone } from '../i18n/index.ts'
import { templatesErrors } from './errors.ts'
import { defaultFilters } from './filters/index.ts'
import { type FragmentCache, memoryFragments } from './fragments.ts'
import { type Library, LibrarySet } from './library.ts'
import { directoryLoader } from './loaders/directory.ts'
import type { LoadedTemplate, Loader } from './loaders/loader.ts'
import { memoryLoader } from './loaders/memory.ts'
import type { Origin } from './origin.ts'
import type { EnvironmentDefaults, Languages } from './runtime/environment.ts'
import { encoded } from './runtime/output.ts'
import { bail, type Scope, waitFor } from './runtime/render.ts'
import { textOf } from './runtime/values.ts'
import { cacheLibrary } from './tags/cache.ts'
import { i18nLibraries } from './tags/i18n/index.ts'
import { defaultTags } from './tags/index.ts'
import { Template } from './template.ts'

/**
 * Variables for every template: called with the request that `render` was given (undefined where there is none). It may give a
 * promise, which `renderSync` refuses.
 */
export type ContextProcessor = (
  request: unknown,
) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>

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
  /**
   * A variable that does not exist is an error that says what was meant, unless it stands in a condition, in `{% firstof %}`, or
   * before `|default` or `|default_if_none`. A function says it for each template. Default: false.
   */
  readonly strict?: boolean | ((template: Origin) => boolean)
  /**
   * Where `{% cache %}` keeps parts of pages, by name: it takes `template_fragments` or `default`, or the one that it names.
   * Default: `memoryFragments()` as `default`.
   */
  readonly fragmentCaches?: Readonly<Record<string, FragmentCache>>
  readonly contextProcessors?: readonly ContextProcessor[]
  /** The clock. */
  readonly now?: () => Date
  /** Look at every use whether a template's file has changed, and let `{% debug %}` print. Default: false. */
  readonly debug?: boolean
  /** Keep parsed templates. Default: true. */
  readonly cache?: boolean
}

/** How many names without a template are remembered. */
const mostMissing = 1000

/** How many templates may extend one another. */
const longest = 200

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
  readonly #strict: boolean | ((template: Origin) => boolean)
  readonly #fragmentCaches: ReadonlyMap<string, FragmentCache>
  readonly #loaders: readonly Loader[]
  readonly #contextProcessors: readonly ContextProcessor[]
  readonly #cache: Map<string, Cached> | null
  /** Names out of lists for which there is no template. */
  readonly #missing = new Set<string>()
  readonly #release: () => void

  constructor(options: EngineOptions = {}) {
    this.autoescape = options.autoescape ?? true
    this.timezone = options.timezone ?? 'UTC'
    if (!isTimeZone(this.timezone)) throw timeErrors.UNKNOWN_ZONE({ zone: this.timezone })
    this.translations = options.translations ?? null
    this.localize = options.localize ?? true
    this.thousandSeparators = options.thousandSeparators ?? false
    this.stringIfInvalid = options.stringIfInvalid ?? ''
    this.#strict = options.strict ?? false
    this.#fragmentCaches = new Map(Object.entries(options.fragmentCaches ?? { default: memoryFragments() }))
    this.debug = options.debug ?? false
    this.now = options.now ?? (() => new Date())
    this.libraries = new LibrarySet([defaultTags, defaultFilters, ...(options.builtins ?? [])], {
      ...i18nLibraries,
      cache: cacheLibrary,
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
    this.#missing.clear()
    this.#cache?.clear()
  }

  /** Stops listening for file changes. */
  close(): void {
    this.#release()
    this.clear()
  }

  /**
   * Renders the template of that name (of the first that exists, where a list is given). `nuages check` follows the
   * context's type, which `render<Context>(…)` can give, through the template. Throws
   * `NUAGES_TEMPLATES_NOT_FOUND`, `NUAGES_TEMPLATES_SYNTAX`, and whatever the context's functions throw.
   */
  async render<C extends object = Readonly<Record<string, unknown>>>(
    name: string | readonly string[],
    context?: C,
    request?: unknown,
  ): Promise<string> {
    const template = await this.template(name)
    const all = this.context((context ?? {}) as Readonly<Record<string, unknown>>, request)
    return template.render(all instanceof Promise ? await all : all)
  }

  /** The same at once: every value has to be there, and loaders have to answer without a promise. */
  renderSync(
    name: string | readonly string[],
    context: Readonly<Record<string, unknown>> = {},
    request?: unknown,
  ): string {
    const all = this.context(context, request)
    if (all instanceof Promise) {
      all.catch(() => {})
      throw templatesErrors.NOT_RENDERED_AT_ONCE({ template: String(name) })
    }
    let template: Template
    try {
      template = this.#atOnce(name)
    } catch (error) {
      throw error === bail ? templatesErrors.NOT_RENDERED_AT_ONCE({ template: String(name) }) : error
    }
    return template.renderSync(all)
  }

  /**
   * Renders into a stream (see `Template.stream`). The promise gives the stream when the first piece of the page is there: what is
   * thrown before that rejects it, so that another page can be answered; what is thrown later breaks the stream off.
   */
  async stream<C extends object = Readonly<Record<string, unknown>>>(
    name: string | readonly string[],
    context?: C,
    request?: unknown,
  ): Promise<ReadableStream<Uint8Array>> {
    const template = await this.template(name)
    const all = this.context((context ?? {}) as Readonly<Record<string, unknown>>, request)
    const { text, begun } = template.startStream(all instanceof Promise ? await all : all)
    await begun
    return encoded(text)
  }

  /** A template from its source. Throws `NUAGES_TEMPLATES_SYNTAX`. */
  fromString(source: string, name = 'a string'): Template {
    return new Template(this, { name, path: null, source })
  }

  /** The template of that name, or the first that exists of several. Throws `NUAGES_TEMPLATES_NOT_FOUND`. */
  async template(name: string | readonly string[]): Promise<Template> {
    const names = Array.isArray(name) ? name.map(String) : [String(name)]
    for (const each of names) {
      const [whole, part] = split(each)
      if (this.#missing.has(whole)) continue
      let found = this.#cached(whole)
      for (let i = 0; found === null && whole !== '' && i < this.#loaders.length; i++) {
        const loaded = await this.#loaders[i]!.load(whole, [])
        if (loaded !== null) found = this.#keep(whole, loaded, i)
      }
      const wanted = this.#part(found, part)
      if (wanted !== null) return wanted
      // Only of lists, where looking for what is not there is the rule.
      const keeps = found === null && names.length > 1 && this.#cache !== null && !this.debug
      if (keeps && this.#missing.size < mostMissing) this.#missing.add(whole)
    }
    throw this.#notFound(names)
  }

  /**
   * Where the template of that name comes from, and its source, unread; null where there is none. `skip` holds paths that are
   * not wanted: a template that extends one of its own name gets the next.
   */
  async origin(name: string, skip: readonly string[] = []): Promise<Origin | null> {
    for (const loader of this.#loaders) {
      const loaded = await loader.load(name, skip)
      if (loaded !== null) return { name, path: loaded.path, source: loaded.source }
    }
    return null
  }

  /** Adds what the context processors and `request` give; a promise where one of the processors gives one. */
  context(
    context: Readonly<Record<string, unknown>>,
    request: unknown,
  ): Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>> {
    if (this.#contextProcessors.length === 0 && request === undefined) return context
    const own = request === undefined ? {} : { request }
    const given = this.#contextProcessors.map((each) => each(request))
    return given.some((each) => each instanceof Promise)
      ? Promise.all(given).then((all) => Object.assign(own, ...all, context))
      : Object.assign(own, ...given, context)
  }

  /** The cache of that name; with null the one that is meant where none is named. Null where there is none. */
  fragmentCache(name: string | null): FragmentCache | null {
    const caches = this.#fragmentCaches
    if (name !== null) return caches.get(name) ?? null
    return caches.get('template_fragments') ?? caches.get('default') ?? caches.values().next().value ?? null
  }

  /** Whether a variable that does not exist is an error in a template. */
  isStrict(template: Origin): boolean {
    return typeof this.#strict === 'function' ? this.#strict(template) : this.#strict
  }

  /** The outermost scope for a context. */
  rootScope(context: Readonly<Record<string, unknown>>): Scope {
    return context as Scope
  }

  // For templates that name others

  /** A template to include: a name, a list of names, or a `Template`. Throws `bail` where a loader has to be waited for. */
  includedNow(wanted: unknown, from: Origin): Template {
    const known = typeof wanted === 'string' ? this.#cached(wanted) : null
    if (known !== null) return known
    return wanted instanceof Template ? wanted : this.#atOnce(this.#names(wanted, from))
  }

  /** The same, waiting for the loader. */
  async included(wanted: unknown, from: Origin): Promise<Template> {
    return wanted instanceof Template ? wanted : this.template(this.#names(wanted, from))
  }

  /** A template to extend. `line` is those that extend it already: a name among them means the next one of that name. */
  parentNow(wanted: unknown, line: readonly Template[]): Template {
    if (wanted instanceof Template) return this.#uncycled(wanted, line)
    const name = this.#names(wanted, line.at(-1)!.origin)
    if (line.length >= longest) throw this.#noParent(name, line)
    const own = line.filter((each) => name.includes(each.name))
    if (own.length === 0) return this.#cached(name[0]!) ?? this.#atOnce(name)
    for (const each of name) {
      for (const loader of this.#loaders) {
        const loaded = loader.load(each, pathsOf(own))
        if (loaded instanceof Promise) waitFor(loaded)
        if (loaded !== null) return this.#keepBeside(each, loaded)
      }
    }
    throw this.#noParent(name, line)
  }

  /** The same, waiting for the loader. */
  async parent(wanted: unknown, line: readonly Template[]): Promise<Template> {
    if (wanted instanceof Template) return this.#uncycled(wanted, line)
    const name = this.#names(wanted, line.at(-1)!.origin)
    if (line.length >= longest) throw this.#noParent(name, line)
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
    if (line.includes(template) || line.length >= longest) throw this.#noParent([template.name], line)
    return template
  }

  #noParent(names: readonly string[], line: readonly Template[]): Error {
    return templatesErrors.EXTENDS_CYCLE({ templates: [...line.map((each) => each.name), names.join(' or ')] })
  }

  #names(wanted: unknown, from: Origin): readonly string[] {
    if (Array.isArray(wanted)) return wanted.map(textOf)
    const name = wanted === null || wanted === undefined ? '' : textOf(wanted)
    if (name === '')
      throw templatesErrors.NOT_FOUND({ names: [name], tried: [], suggestion: ` (asked for by ${from.name})` })
    return [name]
  }

  #atOnce(name: string | readonly string[]): Template {
    const names = Array.isArray(name) ? name.map(String) : [String(name)]
    for (const each of names) {
      const [whole, part] = split(each)
      let found = this.#cached(whole)
      for (let i = 0; found === null && whole !== '' && i < this.#loaders.length; i++) {
        const loaded = this.#loaders[i]!.load(whole, [])
        if (loaded instanceof Promise) waitFor(loaded)
        if (loaded !== null) found = this.#keep(whole, loaded, i)
      }
      const wanted = this.#part(found, part)
      if (wanted !== null) return wanted
    }
    throw this.#notFound(names)
  }

  #part(template: Template | null, name: string): Template | null {
    return template === null || name === '' ? template : template.partial(name)
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

  /** `from` says which loader had it: in debug mode, one before it may have a template of that name later. */
  #keep(name: string, loaded: LoadedTemplate, from: number): Template {
    const template = new Template(this, { name, path: loaded.path, source: loaded.source })
    const before = this.#loaders.slice(0, from)
    const isFresh = () => {
      if (loaded.isFresh?.() === false) return false
      return before.every((loader) => {
        const hiding = loader.load(name, [])
        if (hiding instanceof Promise) hiding.catch(() => {})
        return hiding === null || hiding instanceof Promise
      })
    }
    this.#cache?.set(name, { template, isFresh })
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
    if (names.every((name) => split(name)[1] === '')) return this.#noTemplate(names)
    const [whole, part] = split(names[0]!)
    const template = this.#cached(whole)
    if (names.length > 1 || template === null) return this.#noTemplate(names)
    const suggestion = ` ('${whole}' has no partial '${part}'${didYouMean(part, template.partials)})`
    return templatesErrors.NOT_FOUND({ names, tried: [], suggestion })
  }

  #noTemplate(names: readonly string[]): Error {
    const known = this.names()
    const wholes = names.map((name) => split(name)[0])
    const tried = wholes.flatMap((name) => this.#loaders.flatMap((loader) => loader.tried?.(name) ?? []))
    const suggestion = names.length === 0 ? '' : didYouMean(wholes[0]!, known)
    return templatesErrors.NOT_FOUND({ names, tried, suggestion })
  }
}

/** `page.html#part`: the name of a template, and of a partial of it ('' for all of it). */
function split(name: string): readonly [string, string] {
  const at = name.indexOf('#')
  return at === -1 ? [name, ''] : [name.slice(0, at), name.slice(at + 1)]
}

function pathsOf(templates: readonly Template[]): readonly string[] {
  return templates.flatMap((each) => (each.origin.path === null ? [] : [each.origin.path]))
}
