import { didYouMean, NuagesError } from '../../../base/errors/index.ts'
import { httpErrors } from '../errors.ts'
import { type ReversePart, unnamed } from './part.ts'
import { type Template, templatesOf } from './regex-template.ts'
import type { ReverseParams } from './types.ts'

/** A named route: the texts that it may give, and how a text is checked. */
interface Reversible {
  readonly parts: readonly ReversePart[]
  readonly templates: readonly Template[]
  readonly defaults: Readonly<Record<string, unknown>>
  /** The whole route as a regular expression, where one of its parts is one. */
  readonly whole: RegExp | null
}

/** The names of one namespace, and the namespaces inside it. */
export interface NamespaceNode {
  readonly parts: readonly ReversePart[]
  readonly names: Map<string, Reversible[]>
  readonly namespaces: Map<string, NamespaceNode>
  /** Application name → its instances, in the order of the routes. */
  readonly apps: Map<string, string[]>
}

export function newNamespace(parts: readonly ReversePart[]): NamespaceNode {
  return { parts, names: new Map(), namespaces: new Map(), apps: new Map() }
}

export function addReversible(node: NamespaceNode, name: string, parts: readonly ReversePart[]): void {
  const made: Reversible = {
    parts,
    templates: joinTemplates(parts),
    defaults: Object.assign({}, ...parts.map((part) => part.defaults)),
    whole: parts.some((part) => part.pieces === null) ? wholeRegex(parts) : null,
  }
  const known = node.names.get(name)
  if (known === undefined) node.names.set(name, [made])
  else known.push(made)
}

/**
 * The path of `name` ('shop:item'), percent-encoded and under `prefix`. Semantics: Django's `reverse`
 * (https://docs.djangoproject.com/en/stable/topics/http/urls/#reversing-namespaced-urls): later routes of one name
 * come first, and `currentApp` chooses among instances of one application. Throws `NoReverseMatch`.
 */
export function reverseIn(
  root: NamespaceNode,
  name: string,
  params: ReverseParams,
  currentApp: string,
  prefix: string,
): string {
  const spaces = name.split(':')
  const view = spaces.pop()!
  const node = spaces.length === 0 ? root : enter(root, name, spaces, currentApp)
  const known = node.names.get(view)
  if (known === undefined) {
    throw httpErrors.NO_REVERSE_MATCH({ name, reason: `there is no such route${didYouMean(view, node.names.keys())}` })
  }
  for (let i = known.length - 1; i >= 0; i--) {
    const path = fill(known[i]!, params)
    if (path !== null) return encodePath(prefix.slice(1) + path)
  }
  const wants = known.map((route) => `'${route.parts.map((part) => part.route).join('')}'`).join(' or ')
  const given = Array.isArray(params)
    ? `${params.length} positional values`
    : Object.keys(params).join(', ') || 'nothing'
  throw httpErrors.NO_REVERSE_MATCH({
    name,
    reason: `${wants} does not fit the parameters given (${given})${unfit(known, params)}`,
  })
}

/** A named route as far as its parameters go. */
export interface RouteShape {
  /** All patterns on the way, joined: 'news/<slug:slug>/'. */
  readonly route: string
  /** The parameters in order: more than one list where a regular expression has alternatives. */
  readonly parameters: readonly (readonly string[])[]
  /** Names of values that the route adds by itself, which may be given too. */
  readonly defaults: readonly string[]
}

/** The routes of a name; none, and a reason, where the name leads nowhere. */
export function describeIn(root: NamespaceNode, name: string): readonly RouteShape[] | { readonly reason: string } {
  const spaces = name.split(':')
  const view = spaces.pop()!
  let node = root
  try {
    if (spaces.length > 0) node = enter(root, name, spaces, '')
  } catch (error) {
    if (error instanceof NuagesError) return { reason: String(error.data['reason']) }
    throw error
  }
  const known = node.names.get(view)
  if (known === undefined) return { reason: `there is no such route${didYouMean(view, node.names.keys())}` }
  return known.map(({ parts, templates, defaults }) => ({
    route: parts.map((part) => part.route).join(''),
    parameters: templates.map(({ names }) => names),
    defaults: Object.keys(defaults),
  }))
}

function enter(root: NamespaceNode, name: string, spaces: readonly string[], currentApp: string): NamespaceNode {
  let node = root
  let current: string[] | null = currentApp === '' ? null : currentApp.split(':')
  for (const space of spaces) {
    let chosen = space
    const here: string | undefined = current?.shift()
    const instances = node.apps.get(space)
    if (instances !== undefined) {
      if (here !== undefined && instances.includes(here)) chosen = here
      else if (!instances.includes(space)) chosen = instances[instances.length - 1]!
    }
    if (chosen !== here) current = null
    const next = node.namespaces.get(chosen)
    if (next === undefined) {
      const reason = `'${space}' is no namespace${didYouMean(space, node.namespaces.keys())}`
      throw httpErrors.NO_REVERSE_MATCH({ name, reason })
    }
    node = next
  }
  return node
}

/** Which parameter has a value that does not fit, where all names do: to end a message with. */
function unfit(known: readonly Reversible[], params: ReverseParams): string {
  if (Array.isArray(params)) return ''
  const given = params as Readonly<Record<string, unknown>>
  for (const { templates, defaults } of known) {
    for (const { names, pieces } of templates) {
      if (!sameNames(given, names, defaults)) continue
      for (const piece of pieces) {
        if (typeof piece === 'string' || typeof piece === 'function') continue
        const part = { names: [piece.name], pieces: [piece] }
        if (write(part, (name) => given[name]) === null) return `: '${piece.name}' has a value that it does not take`
      }
    }
  }
  return ''
}

function fill(route: Reversible, params: ReverseParams): string | null {
  for (const template of route.templates) {
    const names = template.names
    let value: (name: string, at: number) => unknown
    if (Array.isArray(params)) {
      if (params.length !== names.length) continue
      value = (_, at) => params[at]
    } else {
      const given = params as Readonly<Record<string, unknown>>
      if (!sameNames(given, names, route.defaults)) continue
      value = (name) => given[name]
    }
    const path = write(template, value)
    if (path !== null && (route.whole === null || route.whole.test(path))) return path
  }
  return null
}

/** All of `names` are given, and what is given besides equals a default. */
function sameNames(
  given: Readonly<Record<string, unknown>>,
  names: readonly string[],
  defaults: Readonly<Record<string, unknown>>,
): boolean {
  for (const name of names) if (!Object.hasOwn(given, name)) return false
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(defaults, name)) {
      if (given[name] !== defaults[name]) return false
    } else if (!names.includes(name)) return false
  }
  return true
}

function write(template: Template, value: (name: string, at: number) => unknown): string | null {
  let path = ''
  let at = 0
  for (const piece of template.pieces) {
    if (typeof piece === 'string') {
      path += piece
      continue
    }
    if (typeof piece === 'function') {
      path += piece()
      continue
    }
    const given = value(piece.name, at++)
    if (given === undefined || given === null) return null
    if (piece.converter === null) {
      path += String(given)
      continue
    }
    const text = formatted(piece.converter.format as (value: unknown) => string, given)
    if (text === null || !piece.full!.test(text)) return null
    path += text
  }
  return path
}

function formatted(format: (value: unknown) => string, value: unknown): string | null {
  try {
    return format(value)
  } catch {
    return null
  }
}

function joinTemplates(parts: readonly ReversePart[]): Template[] {
  let joined: Template[] = [{ pieces: [], names: [] }]
  for (const part of parts) {
    const own = templatesOf(part)
    joined = joined.flatMap((left) =>
      own.map((right) => ({ pieces: [...left.pieces, ...right.pieces], names: [...left.names, ...right.names] })),
    )
  }
  return joined
}

function wholeRegex(parts: readonly ReversePart[]): RegExp {
  const sources = parts.map((part) => `(?:${unnamed(part.regex.source).replace(/^\^/, '')})`)
  return new RegExp(`^${sources.join('')}`)
}

const kept = /[^A-Za-z0-9\-._~!$&'()*+,;=/:@]+/g

/** Percent-encodes a path (RFC 3986 section 3.3), with a leading slash that cannot begin a host. */
export function encodePath(inner: string): string {
  const path = `/${inner}`.replace(kept, (text) => encodeURIComponent(text.toWellFormed()))
  return path.startsWith('//') ? `/%2F${path.slice(2)}` : path
}
