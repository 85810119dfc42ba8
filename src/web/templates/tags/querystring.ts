import { templatesErrors } from '../errors.ts'
import type { Generator } from '../generator.ts'
import type { TagCompiler } from '../library.ts'
import type { Node } from '../node.ts'
import type { Outline } from '../outline.ts'
import type { TagArguments } from '../parser.ts'
import type { Environment } from '../runtime/environment.ts'
import { itemsOf } from '../runtime/values.ts'

class QuerystringNode implements Node {
  readonly given: TagArguments
  readonly position: number

  constructor(given: TagArguments, position: number) {
    this.given = given
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const value = (each: TagArguments['positional'][number]) => to.settled(to.value(each, 'value', true))
    const request = { kind: 'variable', name: 'request', path: ['request'] } as const
    const mappings = this.given.positional.map(value)
    if (mappings.length === 0) mappings.push(`${to.constant(queryOf)}(${to.settled(to.variable(request))})`)
    const named = Array.from(this.given.named, ([name, each]) => `[${JSON.stringify(name)}, ${value(each)}]`)
    const code = `${to.constant(querystringOf)}([${mappings.join(', ')}], [${named.join(', ')}], ${to.environment})`
    if (this.given.as === null) to.write(code)
    else to.set(this.given.as, code)
  }

  outline(to: Outline): void {
    for (const each of this.given.positional) to.reads(each)
    for (const each of this.given.named.values()) to.reads(each)
    if (this.given.as === null) to.writes('address', this.position)
    else to.sets(this.given.as, { kind: 'text' })
  }
}

/** The query of the context's request: `query` of nuages' own, or what its `url` says. */
function queryOf(request: unknown): unknown {
  const { query, url } = (request ?? {}) as { query?: unknown; url?: unknown }
  if (typeof query === 'object' && query !== null) return query
  if (typeof url === 'string') {
    const at = url.indexOf('?')
    return new URLSearchParams(at === -1 ? '' : url.slice(at).replace(/#.*$/s, ''))
  }
  throw refused("the context has no 'request' whose query it could take: give one, or a mapping")
}

function refused(reason: string): Error {
  return templatesErrors.BAD_ARGUMENT({ name: 'querystring', reason })
}

/** The pairs of a mapping; several values of one name come as a list. */
function pairsOf(mapping: unknown): Iterable<readonly [unknown, unknown]> {
  if (typeof mapping === 'object' && mapping !== null && !Array.isArray(mapping)) {
    if (mapping instanceof Map) return mapping
    const { getAll, keys } = mapping as { getAll?: unknown; keys?: unknown }
    if (typeof getAll === 'function' && typeof keys === 'function') {
      const names = new Set(keys.call(mapping) as Iterable<string>)
      return Array.from(names, (name) => [name, getAll.call(mapping, name)] as const)
    }
    if (!(Symbol.iterator in mapping)) return Object.entries(mapping)
  }
  throw refused(`plain values have to be mappings, and one is ${mapping === '' ? 'empty' : `a ${typeof mapping}`}`)
}

/** Everything but letters, digits and `-._~` in percent-encoding, and a space as '+': what Python's `quote_plus` does. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}

function querystringOf(
  mappings: readonly unknown[],
  named: readonly (readonly [string, unknown])[],
  environment: Environment,
): string {
  const all = new Map<string, readonly unknown[]>()
  for (const pairs of [...mappings.map(pairsOf), named]) {
    for (const [name, value] of pairs) {
      if (typeof name !== 'string')
        throw refused(`the names in a mapping have to be texts, and one is a ${typeof name}`)
      if (value === null || value === undefined) all.delete(name)
      else if (typeof value === 'object' && Symbol.iterator in value) {
        const items = value instanceof Map ? Array.from(value.keys()) : itemsOf(value as Iterable<unknown>)
        const values = items.filter((each) => each !== null && each !== undefined)
        if (values.length > 0) all.set(name, values)
        else all.delete(name)
      } else all.set(name, [value])
    }
  }
  const parts: string[] = []
  for (const [name, values] of all) {
    for (const value of values) parts.push(`${encode(name)}=${encode(environment.text(value))}`)
  }
  return `?${parts.join('&')}`
}

/**
 * `{% querystring page=2 %}`: the query of the request (or of the mappings that it is given) with some values changed; null takes one
 * away, a list gives several. Semantics: https://docs.djangoproject.com/en/6.0/ref/templates/builtins/#querystring
 */
export const querystring: TagCompiler = (parser, tag) =>
  new QuerystringNode(parser.arguments(parser.words(tag), tag.position), tag.position)
