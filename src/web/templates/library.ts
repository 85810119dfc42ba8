import type { Node } from './node.ts'
import type { Parser, Tag } from './parser.ts'
import type { Environment } from './runtime/environment.ts'

/**
 * A filter's function: the value, the argument (undefined where the template gives none), and the time zone, clock and
 * escaping in force. Say what it takes (`(text: string) => …`): a template checks nothing. It may return a promise. Text that
 * it returns is escaped unless it is a `SafeString`.
 */
export type FilterFunction = (value: never, argument: never, environment: Environment) => unknown

/** How a filter treats what goes through it. */
export interface FilterOptions {
  /** Turn the value into text first (Django's `stringfilter`). */
  readonly string?: boolean
  /** Text that was safe stays safe (Django's `is_safe`): the filter adds no `<`, `>`, `&` or quotes. */
  readonly safe?: boolean
  /** Hand over `SafeString`s as they are, instead of plain strings. */
  readonly raw?: boolean
  /** Whether a template may or must give an argument. Default: 'optional'. */
  readonly argument?: 'none' | 'optional' | 'required'
  /**
   * Gives the function for an argument that is written in the template as text or a number, so that it is read once; null where
   * the filter's own function has to do.
   */
  readonly prepare?: ((argument: string | number | bigint) => FilterFunction | null) | null
}

/** A filter as templates use it. */
export interface Filter extends Required<FilterOptions> {
  readonly apply: FilterFunction
}

/** Says how a filter function treats text: `filter((text) => text.trim(), { string: true, safe: true })`. */
export function filter(apply: FilterFunction, options: FilterOptions = {}): Filter {
  return {
    apply,
    string: options.string ?? false,
    safe: options.safe ?? false,
    raw: options.raw ?? false,
    argument: options.argument ?? 'optional',
    prepare: options.prepare ?? null,
  }
}

/** The filter for an argument that is written in the template: with a function of its own, if it has one for that. */
export function preparedFor(found: Filter, argument: string | number | bigint): Filter {
  const apply = found.prepare?.(argument) ?? null
  return apply === null ? found : { ...found, apply }
}

/** Reads one tag and gives its node. What `simpleTag`, `inclusionTag` and `blockTag` make; write one for anything else. */
export type TagCompiler = (parser: Parser, tag: Tag) => Node

/** Filters and tags under one name, for `{% load name %}`. */
export interface Library {
  readonly filters: ReadonlyMap<string, Filter>
  readonly tags: ReadonlyMap<string, TagCompiler>
}

/** Makes a library of filters (functions, or `filter(function, options)`) and tags (`simpleTag(…)` and so on). */
export function library(parts: {
  readonly filters?: Readonly<Record<string, FilterFunction | Filter>>
  readonly tags?: Readonly<Record<string, TagCompiler>>
}): Library {
  const filters = new Map<string, Filter>()
  for (const [name, each] of Object.entries(parts.filters ?? {})) {
    filters.set(name, typeof each === 'function' ? filter(each) : each)
  }
  return { filters, tags: new Map(Object.entries(parts.tags ?? {})) }
}

/** What an engine's templates can use: the built-in ones at once, the others after `{% load %}`. */
export class LibrarySet {
  readonly tags = new Map<string, TagCompiler>()
  readonly filters = new Map<string, Filter>()
  readonly named: ReadonlyMap<string, Library>

  constructor(builtins: readonly Library[], named: Readonly<Record<string, Library>>) {
    for (const each of builtins) {
      for (const [name, tag] of each.tags) this.tags.set(name, tag)
      for (const [name, found] of each.filters) this.filters.set(name, found)
    }
    this.named = new Map(Object.entries(named))
  }

  /** The library in which a tag or filter is that was not loaded. */
  homeOf(kind: 'tags' | 'filters', name: string): string | undefined {
    for (const [home, each] of this.named) if (each[kind].has(name)) return home
    return undefined
  }
}
