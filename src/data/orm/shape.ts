/**
 * Plans are found by the shape of a query: which steps, paths and kinds of values, in order, but not the values. A shape is
 * a way through a tree of tokens, so that finding a plan costs a look-up per token and builds no key.
 */

/** A name, a fixed mark, or a size. */
export type Token = string | number | boolean | symbol | object

export class ShapeNode {
  readonly #cache: PlanCache
  #token: Token | null = null
  #node: ShapeNode | null = null
  #more: Map<Token, ShapeNode> | null = null
  /** What was compiled for the shape that ends here. */
  plan: unknown = null

  constructor(cache: PlanCache) {
    this.#cache = cache
  }

  child(token: Token): ShapeNode {
    // Most nodes go on in one way only.
    if (this.#token === token) return this.#node!
    return this.#more?.get(token) ?? this.#add(token)
  }

  #add(token: Token): ShapeNode {
    const node = new ShapeNode(this.#cache)
    this.#cache.grow()
    if (this.#token === null) {
      this.#token = token
      this.#node = node
    } else {
      this.#more ??= new Map()
      this.#more.set(token, node)
    }
    return node
  }
}

/** The plans of one database. When it has grown past its limit it starts anew. */
export class PlanCache {
  readonly #limit: number
  #size = 0
  #root: ShapeNode

  constructor(limit = 20_000) {
    this.#limit = limit
    this.#root = new ShapeNode(this)
  }

  /** Where every shape begins. */
  get root(): ShapeNode {
    if (this.#size > this.#limit) {
      this.#root = new ShapeNode(this)
      this.#size = 0
    }
    return this.#root
  }

  get size(): number {
    return this.#size
  }

  grow(): void {
    this.#size++
  }
}

/** The mark of what adds itself to a shape: expressions, conditions, querysets. */
export const walk: unique symbol = Symbol('nuages.walk')

export interface Walkable {
  /** Goes on from `node` and appends the values, one for each slot. */
  [walk](node: ShapeNode, values: unknown[]): ShapeNode
}

/** Tokens that are no names. */
export const marks = {
  null: Symbol('null'),
  record: Symbol('record'),
  and: Symbol('and'),
  or: Symbol('or'),
  xor: Symbol('xor'),
  not: Symbol('not'),
  end: Symbol('end'),
  filter: Symbol('filter'),
  exclude: Symbol('exclude'),
  link: Symbol('link'),
  order: Symbol('order'),
  reverse: Symbol('reverse'),
  distinct: Symbol('distinct'),
  values: Symbol('values'),
  list: Symbol('list'),
  flat: Symbol('flat'),
  annotate: Symbol('annotate'),
  related: Symbol('related'),
  only: Symbol('only'),
  defer: Symbol('defer'),
  need: Symbol('need'),
  none: Symbol('none'),
  limit: Symbol('limit'),
  offset: Symbol('offset'),
  query: Symbol('query'),
  path: Symbol('path'),
  arithmetic: Symbol('arithmetic'),
  aggregate: Symbol('aggregate'),
  call: Symbol('call'),
  cast: Symbol('cast'),
  case: Symbol('case'),
  otherwise: Symbol('otherwise'),
  condition: Symbol('condition'),
  subquery: Symbol('subquery'),
  outer: Symbol('outer'),
  window: Symbol('window'),
  partition: Symbol('partition'),
  frame: Symbol('frame'),
  output: Symbol('output'),
  slice: Symbol('slice'),
  sql: Symbol('sql'),
  value: Symbol('value'),
  rows: Symbol('rows'),
  one: Symbol('one'),
  first: Symbol('first'),
  last: Symbol('last'),
  count: Symbol('count'),
  exists: Symbol('exists'),
  summary: Symbol('summary'),
  update: Symbol('update'),
  delete: Symbol('delete'),
  alias: Symbol('alias'),
  merge: Symbol('merge'),
  combine: Symbol('combine'),
  recurse: Symbol('recurse'),
  lock: Symbol('lock'),
  materialized: Symbol('materialized'),
  explain: Symbol('explain'),
  page: Symbol('page'),
  insert: Symbol('insert'),
  ignore: Symbol('ignore'),
  updateRow: Symbol('updateRow'),
  updateRows: Symbol('updateRows'),
} as const

/** How many parameters a list gets, so that lists of many lengths share few plans. */
export function bucket(length: number): number {
  if (length <= 4) return length
  return 2 ** Math.ceil(Math.log2(length))
}
