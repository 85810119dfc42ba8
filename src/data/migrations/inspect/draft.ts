import type { ColumnDescription, TableDescription } from '../../drivers/index.ts'
import type { ModelInfo } from '../../query/index.ts'
import type { Source } from '../files/layout.ts'

/** A piece of a model that is no plain data: what it is in a running program, and the source that says it. */
export class Written {
  readonly value: unknown
  readonly source: Source
  /** What the source needs of nuages/orm. */
  readonly uses: readonly string[]

  constructor(value: unknown, source: Source, uses: readonly string[]) {
    this.value = value
    this.source = source
    this.uses = uses
  }
}

/** A model that the project has already, with its table. */
export interface KnownModel {
  readonly info: ModelInfo
  /** Where it is imported from: 'nuages/auth'. Null where it cannot be. */
  readonly from: string | null
}

/** The other model of a relation. */
export type TargetDraft = ModelDraft | KnownModel

/** A field that is being made out. Data flows through it: a kind first, then what rules and other tables say of it. */
export interface FieldDraft {
  /** The column; null for what has none of its own. */
  readonly column: ColumnDescription | null
  /** Empty until all columns of the table are known. */
  property: string
  /** 'char': the function of `field`. */
  type: string
  /** Of a relation. */
  to: TargetDraft | null
  /** Options by name; plain data, `Written`, or another field's draft (`of`, `output`). */
  options: Record<string, unknown>
  /** What is said to people, a line each. */
  readonly notes: string[]
}

/** The far end of a relation. */
export interface ReverseDraft {
  readonly property: string
  readonly of: ModelDraft
  readonly by: FieldDraft
}

/** A model that is being made out. */
export interface ModelDraft {
  readonly table: TableDescription
  readonly isView: boolean
  /** The columns of the table's own key, where the model's key is another column. */
  readonly together: readonly string[]
  /** The class. */
  readonly name: string
  /** In the order of the columns; those without a column behind them. */
  readonly fields: FieldDraft[]
  readonly reverses: ReverseDraft[]
  /** Options of `meta`, as in a field. */
  readonly meta: {
    indexes: Record<string, unknown>[]
    constraints: Record<string, unknown>[]
    uniqueTogether: (readonly string[])[]
  }
  /** What has no place at one field. */
  readonly notes: string[]
}

/** A table that only links two models: it belongs to a many-to-many, and is no model of its own. */
export interface LinkDraft {
  readonly owner: ModelDraft
  readonly field: FieldDraft
  readonly table: TableDescription
}

/** What is written: models, and the tables between them. */
export interface Drafts {
  /** Those that others point at first, where that is possible. */
  readonly models: readonly ModelDraft[]
  readonly links: readonly LinkDraft[]
  /** Tables and views without a column that could be a model's key. */
  readonly left: readonly string[]
}

export function isKnown(target: TargetDraft): target is KnownModel {
  return 'info' in target
}

/** The draft of a column's field. */
export function fieldOf(model: ModelDraft, column: string): FieldDraft | undefined {
  return model.fields.find((field) => field.column?.name === column)
}

/** The kind of values that a field's column holds: of a relation, that of the field that it points at. */
export function valueTypeOf(field: FieldDraft): string {
  const { to, type, options } = field
  if (to === null) return type
  const { toField } = options
  if (isKnown(to)) {
    const { info } = to
    const column = (typeof toField === 'string' ? info.column(toField) : undefined) ?? info.key
    return column.relation === null ? column.field.type : column.relation.far.field.type
  }
  const far = to.fields.find((each) =>
    toField === undefined ? each.options['primaryKey'] === true : each.property === toField,
  )
  return far === undefined || far === field ? 'integer' : valueTypeOf(far)
}

/** What a condition or an index calls a column: of a relation, the key that it holds. */
export function pathOf({ property, to }: FieldDraft): string {
  return to === null ? property : `${property}_id`
}
