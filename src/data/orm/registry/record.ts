import { wording } from '../../../base/context/index.ts'
import { type Label, sourceOf } from '../../../base/schema/index.ts'
import type {
  ColumnInfo,
  ConstraintInfo,
  GenericInfo,
  IndexInfo,
  ModelInfo,
  ModelLabels,
  Ordering,
  PermissionInfo,
  RelationInfo,
} from '../../query/index.ts'
import type { AnyModelClass } from '../class.ts'
import type { Declaration } from '../declaration.ts'
import { words } from '../fields/base.ts'

/** A property that only the building needs changed; everyone else sees the readonly interface. */
export type Open<T> = { -readonly [K in keyof T]: T[K] }

const actions: readonly string[] = Object.freeze(['add', 'change', 'delete', 'view'])

/** The metadata of one model, filled step by step and then frozen. */
/** A label that is no more than words may have a translation too. */
function said(label: Label): string {
  return typeof label === 'string' ? wording().gettext(label) : String(label)
}

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
  readonly generics = new Map<string, GenericInfo>()
  readonly dependents: RelationInfo[]
  readonly concrete: ModelRecord
  readonly labels: ModelLabels
  ordering: readonly Ordering[] = []
  indexes: readonly IndexInfo[] = []
  constraints: readonly ConstraintInfo[] = []
  getLatestBy: readonly string[] = []
  naturalKey: readonly string[] = []
  readonly defaultPermissions: readonly string[]
  readonly permissions: readonly PermissionInfo[]
  readonly comment: string | null
  readonly swappable: string | null
  key!: ColumnInfo
  /** Columns by every name that a path may use. */
  readonly names = new Map<string, ColumnInfo>()

  /** `proxied` is the model whose table a proxy stands on. */
  constructor(declaration: Declaration, app: string, automatic = false, proxied: ModelRecord | null = null) {
    const { name, meta } = declaration
    this.declaration = declaration
    this.name = name
    this.app = app
    this.label = `${app}.${name}`.toLowerCase()
    this.concrete = proxied ?? this
    this.table = proxied?.table ?? meta.table ?? `${app}_${name.toLowerCase()}`
    this.managed = meta.managed ?? true
    this.dependents = proxied?.dependents ?? []
    this.automatic = automatic
    this.model = declaration.model
    this.defaultPermissions = meta.defaultPermissions ?? actions
    this.permissions = Object.entries(meta.permissions ?? {}).map(([codename, name]) => ({ codename, name }))
    this.comment = meta.comment ?? null
    this.swappable = meta.swappable ?? null
    const one = meta.label ?? words(name)
    this.labels = { one, many: meta.labelPlural ?? null }
  }

  get verboseName(): string {
    return said(this.labels.one)
  }

  get verboseNamePlural(): string {
    return this.labels.many === null ? said(`${sourceOf(this.labels.one)}s`) : said(this.labels.many)
  }

  column(name: string): ColumnInfo | undefined {
    return this.names.get(name)
  }

  freeze(): void {
    for (const column of this.columns) Object.freeze(column)
    for (const relation of this.relations.values()) Object.freeze(relation)
    for (const generic of this.generics.values()) Object.freeze(generic)
    for (const list of [
      this.columns,
      this.dependents,
      this.ordering,
      this.indexes,
      this.constraints,
      this.getLatestBy,
      this.naturalKey,
      this.permissions,
    ])
      Object.freeze(list)
    Object.freeze(this)
  }
}
