import type { ColumnInfo, ConstraintInfo, IndexInfo, ModelInfo, Ordering, RelationInfo } from '../../query/index.ts'
import type { AnyModelClass } from '../class.ts'
import type { Declaration } from '../declaration.ts'
import { words } from '../fields/base.ts'

/** A property that only the building needs changed; everyone else sees the readonly interface. */
export type Open<T> = { -readonly [K in keyof T]: T[K] }

/** The metadata of one model, filled step by step and then frozen. */
export class ModelRecord implements ModelInfo {
  readonly declaration: Declaration
  readonly name: string
  readonly app: string
  readonly label: string
  readonly table: string
  readonly managed: boolean
  readonly automatic: boolean
  readonly model: AnyModelClass
  readonly columns: ColumnInfo[] = []
  readonly relations = new Map<string, RelationInfo>()
  readonly dependents: RelationInfo[] = []
  readonly verboseName: string
  readonly verboseNamePlural: string
  ordering: readonly Ordering[] = []
  indexes: readonly IndexInfo[] = []
  constraints: readonly ConstraintInfo[] = []
  key!: ColumnInfo
  /** Columns by every name that a path may use. */
  readonly names = new Map<string, ColumnInfo>()

  constructor(declaration: Declaration, app: string, automatic = false) {
    const { name, meta } = declaration
    this.declaration = declaration
    this.name = name
    this.app = app
    this.label = `${app}.${name}`.toLowerCase()
    this.table = meta.table ?? `${app}_${name.toLowerCase()}`
    this.managed = meta.managed ?? true
    this.automatic = automatic
    this.model = declaration.model
    this.verboseName = meta.label ?? words(name)
    this.verboseNamePlural = meta.labelPlural ?? `${this.verboseName}s`
  }

  column(name: string): ColumnInfo | undefined {
    return this.names.get(name)
  }

  freeze(): void {
    for (const column of this.columns) Object.freeze(column)
    for (const relation of this.relations.values()) Object.freeze(relation)
    for (const list of [this.columns, this.dependents, this.ordering, this.indexes, this.constraints])
      Object.freeze(list)
    Object.freeze(this)
  }
}
