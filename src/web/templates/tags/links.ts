import { NuagesError } from '../../../base/errors/index.ts'
import type { Expression } from '../expression.ts'
import type { Generator } from '../generator.ts'
import { type Library, library, type TagCompiler } from '../library.ts'
import type { Node } from '../node.ts'
import type { Outline } from '../outline.ts'
import type { TagArguments } from '../parser.ts'
import { simpleTag } from './simple.ts'

/**
 * Gives the address of a named route: `reverse` of `nuages/http` is one. `values` is an array where the template gives
 * plain values, an object where it gives `name=value`; `currentApp` is the namespace of the context's `request`. Throws
 * a coded error where there is no such route.
 */
export type Reverse = (
  name: string,
  values: readonly unknown[] | Readonly<Record<string, unknown>>,
  options: { readonly currentApp?: string },
) => string

class UrlNode implements Node {
  readonly reverse: Reverse
  readonly given: TagArguments
  readonly position: number

  constructor(reverse: Reverse, given: TagArguments, position: number) {
    this.reverse = reverse
    this.given = given
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const [name, ...values] = this.given.positional.map((each) => to.settled(to.value(each, 'value', true)))
    const named = Array.from(this.given.named, ([key, each]) => {
      return `[${JSON.stringify(key)}]: ${to.settled(to.value(each, 'value', true))}`
    })
    const all = named.length > 0 ? `{${named.join(', ')}}` : `[${values.join(', ')}]`
    const quiet = this.given.as !== null
    const make = to.constant(address)
    const request = to.settled(to.variable({ kind: 'variable', name: 'request', path: ['request'] }))
    const code = `${make}(${to.constant(this.reverse)}, ${name}, ${all}, ${request}, ${quiet})`
    if (this.given.as === null) to.write(code)
    else to.set(this.given.as, code)
  }

  outline(to: Outline): void {
    const { positional, named, as } = this.given
    to.route(positional[0]!, positional.slice(1), named, as !== null, this.position)
    if (as === null) to.writes('address', this.position)
    else to.sets(as, { kind: 'text' })
  }
}

function address(
  reverse: Reverse,
  name: unknown,
  values: readonly unknown[] | Readonly<Record<string, unknown>>,
  request: unknown,
  quiet: boolean,
): string {
  try {
    return reverse(String(name ?? ''), values, currentApp(request))
  } catch (error) {
    if (quiet && error instanceof NuagesError) return ''
    throw error
  }
}

/** The namespace of the route that answered a request, as far as the request says it: on a page about an address without one it has none. */
function currentApp(request: unknown): { readonly currentApp?: string } {
  const namespaces = (request as { matched?: { namespaces?: readonly string[] } | null } | null | undefined)?.matched
    ?.namespaces
  return namespaces === undefined || namespaces.length === 0 ? {} : { currentApp: namespaces.join(':') }
}

/** `{% url 'name' value key=value as variable %}`, over a function that knows the routes. For an engine's `builtins`. */
export function urlLibrary(reverse: Reverse): Library {
  const url: TagCompiler = (parser, tag) => {
    const words = parser.words(tag)
    const given = parser.arguments(words, tag.position)
    if (given.positional.length === 0) parser.fail('{% url %} needs the name of a route', tag.position)
    if (given.positional.length > 1 && given.named.size > 0) {
      parser.fail('{% url %} takes plain values or name=value, not both', tag.position)
    }
    return new UrlNode(reverse, given, tag.position)
  }
  return library({ tags: { url } })
}

/** `{% static %}`: a simple tag that says which file it is for. */
class StaticNode implements Node {
  readonly tag: Node
  readonly path: Expression
  readonly as: string | null
  readonly position: number

  constructor(tag: Node, path: Expression, as: string | null) {
    this.tag = tag
    this.path = path
    this.as = as
    this.position = tag.position
  }

  emit(to: Generator): void {
    this.tag.emit(to)
  }

  outline(to: Outline): void {
    to.file(this.path, this.position)
    if (this.as === null) to.writes('address', this.position)
    else to.sets(this.as, { kind: 'text' })
  }
}

/**
 * `{% static 'css/site.css' %}`, over a function that gives a static file's address; `{% get_static_prefix %}` and
 * `{% get_media_prefix %}` where prefixes are given. For an engine's `libraries`, under the name `static`.
 */
export function staticLibrary(
  toUrl: (path: string) => string,
  prefixes: { readonly static?: string; readonly media?: string } = {},
): Library {
  const file: TagCompiler = (parser, tag) => {
    const { positional, as } = parser.arguments(parser.words(tag), tag.position)
    if (positional.length === 0) parser.fail("{% static %} needs a file's path", tag.position)
    return new StaticNode(simpleTag((path: unknown) => toUrl(String(path ?? '')))(parser, tag), positional[0]!, as)
  }
  return library({
    tags: {
      static: file,
      get_static_prefix: simpleTag(() => prefixes.static ?? '/static/'),
      get_media_prefix: simpleTag(() => prefixes.media ?? '/media/'),
    },
  })
}
