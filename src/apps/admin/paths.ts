import { didYouMean } from '../../base/errors/index.ts'
import { fillMessage, type ValueSchema } from '../../base/schema/index.ts'
import type { ColumnInfo, ModelInfo, RelationInfo } from '../../data/query/index.ts'
import { gettext } from '../../web/i18n/index.ts'
import { adminErrors } from './errors.ts'

/** A path of an option (`section__name`), followed through the metadata of the models. */
export interface ModelPath {
  readonly path: string
  /** The relations on the way, in order; the last one too where the path ends in a relation. */
  readonly relations: readonly RelationInfo[]
  /** The column at the end; of a path that ends in a foreign key its own column, null where it ends in a to-many relation. */
  readonly column: ColumnInfo | null
  /** What the value at the end is; of a to-many relation null. */
  readonly schema: ValueSchema | null
  /** True where the path ends in a relation, so that its value is a row (or rows). */
  readonly ofRows: boolean
  /** True where a to-many relation lies on the way or at the end. */
  readonly toMany: boolean
}

/** Follows `path` from `info`. Throws `NUAGES_ADMIN_UNKNOWN_PATH` or `NUAGES_ADMIN_SECRET_PATH`, naming the option. */
export function resolvePath(info: ModelInfo, path: string, option: string): ModelPath {
  const relations: RelationInfo[] = []
  const segments = path.split('__')
  let at = info
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1
    const relation = at.relations.get(segment)
    const column = at.column(segment)
    if (relation === undefined) {
      if (column === undefined || !last) throw unknown(info, path, option, at, segment, column !== undefined)
      const schema = column.field.describe()
      if (schema.secret) throw adminErrors.SECRET_PATH({ model: info.label, option, path })
      return { path, relations, column, schema, ofRows: false, toMany: relations.some((step) => !step.toOne) }
    }
    relations.push(relation)
    at = relation.to
  }
  const end = relations.at(-1)!
  const near = end.kind === 'foreignKey' || end.kind === 'oneToOne' ? (end.from.column(end.property) ?? null) : null
  return {
    path,
    relations,
    column: near,
    schema: near?.field.describe() ?? null,
    ofRows: true,
    toMany: relations.some((step) => !step.toOne),
  }
}

/** The model of the rows at the end of a path that ends in a relation, or in the column of one. */
export function farModel({ relations, column }: ModelPath): ModelInfo {
  return relations.at(-1)?.to ?? column!.relation!.to
}

function unknown(info: ModelInfo, path: string, option: string, at: ModelInfo, segment: string, isColumn: boolean) {
  const problem = isColumn
    ? `'${segment}' of ${at.label} is no relation that could be followed.`
    : `${at.label} has no field '${segment}'${didYouMean(segment, fieldNames(at))}.`
  return adminErrors.UNKNOWN_PATH({ model: info.label, option, path, problem })
}

/** Every name that a path may use at `info`. */
function fieldNames(info: ModelInfo): string[] {
  return [...info.columns.map((column) => column.property), ...info.relations.keys()]
}

/** The human name of what stands at the end of a path: 'Section name', 'Published at'. */
export function pathLabel(path: ModelPath): string {
  const parts = path.relations.map((relation) => relationLabel(relation))
  if (!path.ofRows && path.schema !== null) parts.push(path.schema.label)
  return capitalise(
    parts.reduce((relation, field) => fillMessage(gettext('%(relation)s %(field)s'), { relation, field })),
  )
}

/** What a field of a model is called: 'Published at'; its own name where the model has none of that name. */
export function fieldName(info: ModelInfo, name: string): string {
  return capitalise((info.column(name)?.field ?? info.relations.get(name)?.field)?.describe().label ?? name)
}

/** The human name of a relation: the label of its field, or the name of its property. */
function relationLabel(relation: RelationInfo): string {
  const field = relation.from.column(relation.property)?.field ?? relation.field
  return field?.describe().label ?? humanise(relation.property)
}

/** 'publishedAt' and 'published_at' as 'published at'. */
export function humanise(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
}

/** With its first letter in upper case. */
export function capitalise(text: string): string {
  const first = String.fromCodePoint(text.codePointAt(0) ?? 32)
  return text === '' ? '' : first.toUpperCase() + text.slice(first.length)
}
