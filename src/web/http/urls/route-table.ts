import type { Middleware } from '../middleware.ts'
import type { AnyConverter } from './converters.ts'
import type { Part } from './part.ts'
import type { RouteMatch } from './router.ts'

/** One route with everything on its way down from the top list. */
export interface Leaf {
  /** Its place in the order of trying. */
  readonly index: number
  readonly parts: readonly Part[]
  readonly view: RouteMatch['view']
  readonly mounted: boolean
  readonly urlName: string | null
  readonly viewName: string | null
  readonly namespaces: readonly string[]
  readonly appNames: readonly string[]
  readonly route: string
  readonly prefix: string | null
  readonly middleware: readonly Middleware[] | null
}

/** A step of the segment tree: what may follow a segment, literally or as a parameter. */
interface Step {
  readonly literal: Map<string, Step>
  any: Step | null
  /** Routes that end with this segment. */
  readonly here: Leaf[]
  /** Routes that may go on past it in ways that segments do not tell (paths, regular expressions, mounts). */
  readonly beyond: Leaf[]
}

const newStep = (): Step => ({ literal: new Map(), any: null, here: [], beyond: [] })

/**
 * Finds the first route in the written order that matches. Plain paths are one look-up: which route wins for them is
 * known when the table is made. The others hang on a tree of path segments, so that only routes whose segments fit
 * are tried: 300 routes cost what 3 do.
 */
export class RouteTable {
  readonly #plain = new Map<string, RouteMatch | null>()
  readonly #root = newStep()

  constructor(leaves: readonly Leaf[]) {
    const plain: string[] = []
    for (const leaf of leaves) {
      if (!leaf.mounted && leaf.parts.every((part) => part.literal !== null)) plain.push(leaf.route)
      this.#insert(leaf)
    }
    for (const path of plain) {
      const match = this.#search(path)
      // One match for all requests: what a view added to its parameters would be there for the next visitor.
      if (match !== null) Object.freeze(match.params)
      this.#plain.set(path, match)
    }
  }

  resolve(path: string): RouteMatch | null {
    if (path.charCodeAt(0) !== 47) return null
    const inner = path.slice(1)
    return this.#plain.get(inner) ?? this.#search(inner)
  }

  #search(path: string): RouteMatch | null {
    const candidates: Leaf[] = []
    collect(this.#root, path.split('/'), 0, candidates)
    if (candidates.length > 1) candidates.sort((a, b) => a.index - b.index)
    for (const leaf of candidates) {
      const match = matchLeaf(leaf, path)
      if (match !== null) return match
    }
    return null
  }

  #insert(leaf: Leaf): void {
    const shape = segmentShape(leaf)
    let step = this.#root
    for (const segment of shape.segments) {
      if (segment === null) step = step.any ??= newStep()
      else {
        let next = step.literal.get(segment)
        if (next === undefined) step.literal.set(segment, (next = newStep()))
        step = next
      }
    }
    ;(shape.closed ? step.here : step.beyond).push(leaf)
  }
}

function collect(step: Step, segments: readonly string[], depth: number, found: Leaf[]): void {
  for (const leaf of step.beyond) found.push(leaf)
  if (depth === segments.length) {
    for (const leaf of step.here) found.push(leaf)
    return
  }
  const next = step.literal.get(segments[depth]!)
  if (next !== undefined) collect(next, segments, depth + 1, found)
  if (step.any !== null) collect(step.any, segments, depth + 1, found)
}

/** The whole segments that a route surely has (null: any text), and whether they are all of it. */
function segmentShape(leaf: Leaf): { segments: (string | null)[]; closed: boolean } {
  const segments: (string | null)[] = []
  /** The segment being read: null once a parameter stands in it. */
  let open: string | null = ''
  for (const part of leaf.parts) {
    if (part.pieces === null) return { segments, closed: false }
    for (const piece of part.pieces) {
      if (typeof piece !== 'string') {
        if (!staysInSegment(piece.converter!.pattern)) return { segments, closed: false }
        open = null
        continue
      }
      const [first, ...more] = piece.split('/')
      if (open !== null) open += first!
      for (const text of more) {
        segments.push(open)
        open = text
      }
    }
  }
  if (leaf.mounted) return { segments, closed: false }
  segments.push(open)
  return { segments, closed: true }
}

/** True for patterns of which we know that they match no slash. */
function staysInSegment(pattern: string): boolean {
  if (pattern === '[^/]+') return true
  return !pattern.includes('/') && !/[.^\\]/.test(pattern)
}

/** Matches the parts one after the other, each on what the one before left, as Django does. */
export function matchLeaf(leaf: Leaf, path: string): RouteMatch | null {
  let rest = path
  const params: Record<string, unknown> = {}
  let args: unknown[] = []
  let named = false
  for (const part of leaf.parts) {
    const found = part.regex.exec(rest)
    if (found === null) return null
    rest = rest.slice(found.index + found[0].length)
    for (let i = 0; i < part.parameters.length; i++) {
      const { name, converter } = part.parameters[i]!
      const text = part.pieces === null && !part.positional ? found.groups![name] : found[i + 1]
      if (part.positional) {
        args.push(text)
        continue
      }
      named = true
      if (text === undefined) continue
      if (converter === null) params[name] = text
      else {
        const value = parsed(converter, text)
        if (value === undefined) return null
        params[name] = value
      }
    }
    for (const name in part.defaults) params[name] = part.defaults[name]
  }
  if (named) args = []
  for (let i = 0; i < args.length; i++) params[i] = args[i]
  return {
    view: leaf.view,
    params,
    args,
    urlName: leaf.urlName,
    viewName: leaf.viewName,
    appNames: leaf.appNames,
    namespaces: leaf.namespaces,
    route: leaf.route,
    prefix: leaf.prefix,
    middleware: leaf.middleware,
    rest: leaf.mounted ? `/${rest}` : null,
  }
}

function parsed(converter: AnyConverter, text: string): unknown {
  try {
    return converter.parse(text)
  } catch {
    return undefined
  }
}
