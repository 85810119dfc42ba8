import type { ColumnInfo, RelatedRow, RelationInfo, Source } from '../query/index.ts'
import { ormErrors } from './errors.ts'
import type { Mask } from './loading.ts'
import type { Resolver } from './resolve.ts'

/** How far `selectRelated()` without paths goes. Django's limit. */
const deepest = 5

/** The columns of the query's own rows, and the rows that are read along with them: by path, or null for all that are never null. */
export function readRows(
  resolver: Resolver,
  paths: readonly string[] | null,
  mask: Mask | null,
): { readonly columns: readonly ColumnInfo[]; readonly related: readonly RelatedRow[] } {
  const { root } = resolver
  const related = paths === null ? required(resolver, root, mask, 1) : named(resolver, root, paths, mask)
  return { columns: columnsOf(root, mask), related }
}

function columnsOf({ model }: Source, mask: Mask | null): readonly ColumnInfo[] {
  return mask === null ? model.columns : model.columns.filter((column) => mask.columns.has(column))
}

const holdsKey = ({ kind }: RelationInfo) => kind === 'foreignKey' || kind === 'oneToOne'

/** The rows behind foreign keys that may not be null. */
function required(resolver: Resolver, source: Source, mask: Mask | null, depth: number): RelatedRow[] {
  if (depth > deepest) return []
  return source.model.columns.flatMap(({ relation }) => {
    if (relation === null || relation.near.null) return []
    // The row is read without having been named: so is its key.
    mask?.columns.add(relation.near)
    const far = resolver.hop(source, relation, null)
    const inner = mask?.under.get(relation.property) ?? null
    inner?.columns.add(relation.far)
    const related = required(resolver, far, inner, depth + 1)
    return [{ property: relation.property, source: far, columns: columnsOf(far, inner), related }]
  })
}

/** The rows that paths name, as a tree. */
function named(resolver: Resolver, source: Source, paths: readonly string[], mask: Mask | null): RelatedRow[] {
  const heads = new Map<string, string[]>()
  for (const path of paths) {
    const at = path.indexOf('__')
    const head = at < 0 ? path : path.slice(0, at)
    const tails = heads.get(head) ?? []
    if (at >= 0) tails.push(path.slice(at + 2))
    heads.set(head, tails)
  }
  return [...heads].map(([property, tails]) => {
    const { model } = source
    const relation = model.relations.get(property)
    if (relation === undefined) {
      if (model.column(property) !== undefined) throw ormErrors.NOT_TO_ONE({ model: model.name, path: property })
      const known = [...model.relations.keys()]
      throw ormErrors.NOT_A_RELATION({ model: model.name, path: property, name: property, known })
    }
    if (!relation.toOne) throw ormErrors.NOT_TO_ONE({ model: model.name, path: property })
    if (mask !== null && holdsKey(relation) && !mask.columns.has(relation.near))
      throw ormErrors.DEFERRED_RELATION({ model: model.name, property })
    const far = resolver.hop(source, relation, null)
    const inner = mask?.under.get(property) ?? null
    if (holdsKey(relation)) inner?.columns.add(relation.far)
    const related = named(resolver, far, tails, inner)
    return { property, source: far, columns: columnsOf(far, inner), related }
  })
}
