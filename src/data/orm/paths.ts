import type { ColumnInfo, Condition, Expression, ModelInfo, RelationInfo, Source, ThroughInfo } from '../query/index.ts'
import { all, columnOf } from '../query/index.ts'
import { ormErrors } from './errors.ts'
import { named } from './generic/named.ts'
import { reversed } from './relations.ts'

/** Hands out the numbers of values, in the order in which the shape was walked. */
export class Slots {
  next = 0
  /** The name of the database that the statement is sent to; null for a rule's, which holds in any. */
  readonly database: string | null

  constructor(database: string | null) {
    this.database = database
  }
}

/** The to-many rows that the conditions of one `filter()` share. */
export type Sharing = Map<Source, Map<RelationInfo, Source>>

/** Where a path stands: which rows it shares, and whether under a negation. */
export interface Context {
  /** Inside an odd number of negations. */
  readonly denied: boolean
  /** Inside a negation of a filter: a to-many relation is asked as "there is such a row". */
  readonly inside: boolean
  /** Conditions of an aggregate speak of the rows that are joined already, denied or not. */
  readonly joined: boolean
  /** Null where any row that the query already speaks of may be meant. */
  readonly sharing: Sharing | null
}
export const open: Context = { denied: false, inside: false, joined: false, sharing: null }

/** Resolves the paths of one query against the metadata of its model: along relations to columns and transforms. */
export class PathResolver {
  readonly info: ModelInfo
  readonly root: Source
  readonly slots: Slots
  /** By name; they answer before the model's own columns. */
  readonly annotations = new Map<string, Expression>()
  readonly #sources = new Map<Source, Map<RelationInfo, Source>>()
  /** Rows at the end of filtered relations, by the name that those have. */
  protected readonly filtered = new Map<string, Source>()
  /** Every row that the query speaks of. */
  readonly #all: Source[] = []
  /** Rows that further conditions may mean, each of them once. */
  #claimable: Source[] | null = null
  /** The query's rows are no rows of the model: only what they carry can be named. */
  carriedOnly = false

  constructor(info: ModelInfo, slots: Slots) {
    this.info = info
    this.slots = slots
    this.root = Object.freeze({ model: info, parent: null, relation: null })
  }

  // ---- relations -----------------------------------------------------------------------------------------------------

  /**
   * The row at the far end: always the same one of a to-one relation, of a to-many the one that `sharing` has. A
   * many-to-many goes by way of its link row, which a path to the link model shares.
   */
  hop(parent: Source, relation: RelationInfo, sharing: Sharing | null): Source {
    const { through } = relation
    if (through !== null) return this.hop(this.hop(parent, toLink(through), sharing), through.far.relation!, null)
    const shared = relation.toOne || sharing === null ? this.#sources : sharing
    const known = shared.get(parent)?.get(relation)
    if (known !== undefined) return known
    const source = this.#claimed(parent, relation) ?? this.#made(parent, relation)
    put(shared, parent, relation, source)
    // What comes later without a filter of its own means the latest of these rows.
    if (shared !== this.#sources) put(this.#sources, parent, relation, source)
    return source
  }

  #made(parent: Source, relation: RelationInfo): Source {
    const source = farEnd(parent, relation)
    this.#all.push(source)
    return source
  }

  #claimed(parent: Source, relation: RelationInfo): Source | undefined {
    const at = this.#claimable?.findIndex((each) => each.parent === parent && each.relation === relation) ?? -1
    return at < 0 ? undefined : this.#claimable!.splice(at, 1)[0]
  }

  /** Resolves conditions of another query, which may mean the related rows that this one has, each of them once. */
  claiming(work: () => void): void {
    this.#claimable = [...this.#all]
    try {
      work()
    } finally {
      this.#claimable = null
    }
  }

  /** The key of the row at the far end, read on this side where it stands here. */
  keyOf(relation: RelationInfo, sharing: Sharing | null): Expression {
    const { through, far } = relation
    if (through !== null) return columnOf(this.hop(this.root, toLink(through), sharing), through.far)
    return columnOf(this.hop(this.root, relation, sharing), far)
  }

  // ---- paths ---------------------------------------------------------------------------------------------------------

  /** The value at a path: `author__name`, `published__year`, the name of an annotation. */
  path(path: string, sharing: Sharing | null = null): Expression {
    const segments = path.split('__')
    const named = this.annotations.get(segments[0]!)
    let value = named
    let rest: readonly string[] = segments.slice(1)
    if (value === undefined) {
      if (this.carriedOnly) throw this.#unknown(this.info, segments[0]!, path)
      const found = this.begin(segments, path, { ...open, sharing }) as Found
      value = found.expression
      rest = found.rest
    }
    for (const name of rest) value = this.transformed(value, name, path)
    return value
  }

  /** Follows a path from its beginning: the query's own row, or the one at the end of a filtered relation. */
  protected begin(segments: readonly string[], path: string, context: Context): Followed {
    const from = this.filtered.get(segments[0]!)
    if (from === undefined) return this.follow(this.root, segments, 0, path, context)
    const next = segments[1]
    if (next === undefined || !isMember(from.model, next))
      return here(columnOf(from, from.model.key), segments.slice(1))
    return this.follow(from, segments, 1, path, context)
  }

  /** Gives a relation a name, under which its rows are only those for which the conditions hold that `resolve` makes. */
  filterRelation(name: string, path: string, resolve: () => Condition): void {
    let parent = this.root
    const segments = path.split('__')
    let last: RelationInfo | null = null
    for (const segment of segments) {
      if (last !== null) parent = this.hop(parent, last, null)
      last = parent.model.relations.get(segment) ?? null
      if (last === null) throw this.#unknown(parent.model, segment, path)
    }
    let relation = last!
    const replaced: [Source, RelationInfo, Source | undefined][] = []
    const stand = (at: Source, along: RelationInfo, source: Source) => {
      replaced.push([at, along, this.#sources.get(at)?.get(along)])
      put(this.#sources, at, along, source)
    }
    if (relation.through !== null) {
      const link: Source = Object.freeze({ model: relation.through.model, parent, relation: toLink(relation.through) })
      stand(parent, link.relation!, link)
      parent = link
      relation = relation.through.far.relation!
    }
    const source: { -readonly [K in keyof Source]: Source[K] } = { model: relation.to, parent, relation }
    stand(parent, relation, source)
    try {
      // The condition speaks of the very row that it belongs to.
      const condition = resolve()
      const { generic, from } = relation
      source.on = generic === null ? condition : all([named(source, generic, from), condition])
    } finally {
      for (const [at, along, before] of replaced.reverse()) {
        if (before === undefined) this.#sources.get(at)!.delete(along)
        else put(this.#sources, at, along, before)
      }
    }
    this.filtered.set(name, Object.freeze(source))
  }

  /**
   * Steps along relations to a column; stops at a to-many relation inside a negation. `first` is the relation to begin
   * with, where the path's own segment for it was taken already.
   */
  protected follow(
    from: Source,
    segments: readonly string[],
    start: number,
    path: string,
    context: Context,
    first: RelationInfo | null = null,
  ): Followed {
    let source = from
    let given = first
    for (let i = start; i < segments.length || given !== null; i++) {
      let relation = given
      if (relation === null) {
        const name = segments[i] === 'pk' ? source.model.key.property : segments[i]!
        const found = source.model.relations.get(name)
        if (found === undefined) {
          const column = source.model.column(name)
          if (column === undefined) throw this.#unknown(source.model, name, path)
          return here(columnOf(source, column), segments.slice(i + 1))
        }
        relation = found
      } else i--
      given = null
      if (relation.through !== null) {
        const link = toLink(relation.through)
        const onward = relation.through.far.relation!
        if (this.#splits(source, link, context)) return { kind: 'split', source, relation: link, onward, at: i + 1 }
        source = this.hop(source, link, context.sharing)
        relation = onward
      }
      const next = segments[i + 1]
      const near = relation.kind === 'foreignKey' || relation.kind === 'oneToOne'
      if (next !== undefined && !isMember(relation.to, next) && !relation.to.key.field.lookups.has(next))
        throw this.#unknown(relation.to, next, path)
      // The relation itself is compared: by its key.
      if (near && (next === undefined || !isMember(relation.to, next)))
        return here(columnOf(source, relation.near), segments.slice(i + 1))
      if (near && relation.far.relation === null && relation.to.column(next!) === relation.far)
        return here(columnOf(source, relation.near), segments.slice(i + 2))
      if (this.#splits(source, relation, context)) return { kind: 'split', source, relation, onward: null, at: i + 1 }
      source = this.hop(source, relation, context.sharing)
      if (next === undefined || !isMember(source.model, next))
        return here(columnOf(source, source.model.key), segments.slice(i + 1))
    }
    return here(columnOf(source, source.model.key), [])
  }

  #splits(source: Source, relation: RelationInfo, { inside, joined, sharing }: Context): boolean {
    return inside && !joined && !relation.toOne && sharing?.get(source)?.get(relation) === undefined
  }

  protected transformed(expression: Expression, name: string, path: string): Expression {
    const transform = expression.output?.transform(name) ?? null
    if (transform === null) throw this.unknownLookup(expression, name, path)
    return Object.freeze({ kind: 'transform', of: expression, transform, output: transform.output })
  }

  #unknown(info: ModelInfo, name: string, path: string): Error {
    const generic = info.generics.get(name)
    if (generic !== undefined) {
      const { property, type, key } = generic
      return ormErrors.GENERIC_PATH({ model: info.name, property, path, type: type.property, key: key.property })
    }
    const annotations = info === this.info ? this.annotations : undefined
    const known = this.carriedOnly ? [...this.annotations.keys()] : names(info, annotations)
    return ormErrors.UNKNOWN_FIELD({ model: info.name, name, path, known })
  }

  protected unknownLookup(expression: Expression, name: string, path: string): Error {
    return ormErrors.UNKNOWN_LOOKUP({
      model: this.info.name,
      path,
      name,
      type: expression.output?.type ?? 'value',
      known: [...(expression.output?.lookups.keys() ?? [])],
    })
  }
}

/** A column (of a relation that is compared, its key) and what follows it in the path. */
interface Found {
  readonly kind: 'found'
  readonly expression: Expression
  readonly rest: readonly string[]
}

/** A to-many relation inside a negation, and where the path goes on after it. */
interface Split {
  readonly kind: 'split'
  readonly source: Source
  readonly relation: RelationInfo
  /** From the link row of a many-to-many to the row that is meant. */
  readonly onward: RelationInfo | null
  readonly at: number
}
export type Followed = Found | Split

function here(expression: Expression, rest: readonly string[]): Found {
  return { kind: 'found', expression, rest }
}

/** From a model to the link rows of one of its many-to-many relations. */
function toLink(through: ThroughInfo): RelationInfo {
  return reversed(through.near.relation!)
}

/** A row at the far end of a relation. */
export function farEnd(parent: Source, relation: RelationInfo): Source {
  const source: { -readonly [K in keyof Source]: Source[K] } = { model: relation.to, parent, relation }
  if (relation.generic !== null) source.on = named(source, relation.generic, relation.from)
  return Object.freeze(source)
}

function put(sharing: Sharing, parent: Source, relation: RelationInfo, source: Source): void {
  const known = sharing.get(parent)
  if (known === undefined) sharing.set(parent, new Map([[relation, source]]))
  else known.set(relation, source)
}

/** Whether a segment of a path goes on into a model, rather than comparing what leads to it. */
export function isMember(info: ModelInfo, name: string): boolean {
  return name === 'pk' || info.relations.has(name) || info.column(name) !== undefined
}

/** Every name that a path may go on with, for error messages. */
export function names(info: ModelInfo, annotations?: ReadonlyMap<string, unknown>): string[] {
  const own = info.columns.flatMap((column: ColumnInfo) => [column.property, column.attribute])
  return [...new Set([...own, ...info.relations.keys(), ...(annotations?.keys() ?? []), 'pk'])]
}
