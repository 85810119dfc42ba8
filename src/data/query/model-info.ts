import type { Label, ValueSchema } from '../../base/schema/index.ts'

/** The databases that a field can say something different for. */
export type DatabaseName = 'sqlite' | 'postgres' | 'mysql'

/** What a driver takes and gives. Lists are PostgreSQL's arrays. */
export type DatabaseValue = null | number | bigint | string | boolean | Uint8Array | Date | readonly DatabaseValue[]

/** How a field's value crosses to one database and back. Absent functions mean: the value passes as it is. */
export interface Codec {
  /** From a clean value (never null) to what the driver takes. */
  readonly encode?: (value: never) => DatabaseValue
  /**
   * The same for a value that a column will hold: throws `ValidationError` where it would not fit (a number out of range, a
   * text too long), which is no reason not to compare with it. Absent: `encode`.
   */
  readonly store?: (value: never) => DatabaseValue
  /** From what the driver gives (never null) to the row's value. Called once a column and row: must not allocate what it need not. */
  readonly decode?: (raw: never) => unknown
  /** The statement must read integers as bigint for this column. */
  readonly wide?: boolean
}

/** What follows from deleting the row that a foreign key names. Django's `on_delete`. */
export type OnDelete = 'cascade' | 'protect' | 'restrict' | 'setNull' | 'setDefault' | 'doNothing'

/** A field as the layers below the models see it: one object per declared property, shared by every query. */
export interface Field {
  /** The registered name: 'char', 'foreignKey'. */
  readonly type: string
  describe(): ValueSchema
  /** The value that a row holds, from what a program wrote. Throws `ValidationError` for what cannot be one. Null passes. */
  clean(value: unknown): unknown
  codec(database: DatabaseName): Codec
  /** 'varchar(50)'; null where the field has no column of its own (many-to-many, reverse). */
  columnType(database: DatabaseName): string | null
  /** For migrations: the type's name, and the options that differ from their defaults, as plain data. */
  deconstruct(): FieldState
  /** The default for a new row: calls it where it is a function. Undefined where there is none. */
  defaultValue(): unknown
  /** The value to write just before a row is saved (`autoNow`, `autoNowAdd`); undefined leaves it as it is. */
  beforeSave?(row: object, adding: boolean): unknown
  /** Lookup names that may compare this field, with the kind of value each takes. */
  readonly lookups: LookupTable
  /** Transforms (`year`, a JSON key) that may follow this field in a path. */
  transform(name: string): Transform | null
  /** How a lookup of the field's own is written; null for those that the compiler knows, or where this database has none. */
  lookupSql?(name: string, database: DatabaseName): SqlPieces | null
  /** The databases that have such columns; null for all. */
  readonly databases?: readonly DatabaseName[] | null
  /** The built-in field in whose values this one's can be written down; absent where it is one itself. */
  readonly storedAs?: StoredAs
}

/** How values of a custom field become values of the field that stores them, and back. Never called with null. */
export interface StoredAs {
  readonly field: Field
  to(value: unknown): unknown
  from(stored: unknown): unknown
}

/** SQL that a field brings along: texts, with 0 for the column and 1 for what it is compared with. */
export type SqlPieces = readonly (string | 0 | 1)[]

/** What a lookup compares with: a value of the field itself, a list, a pair, a boolean, a text, or a number. */
export type LookupOperand = 'value' | 'list' | 'range' | 'boolean' | 'text' | 'number'
export type LookupTable = ReadonlyMap<string, LookupOperand>

/** A step in a path that computes something of a column: `published__year`, `meta__owner`. */
export interface Transform {
  /** 'year', 'date', 'jsonKey': the name under which a dialect knows it. */
  readonly name: string
  /** Fixed arguments: the key of a JSON step. */
  readonly arguments: readonly (string | number)[]
  /** What the result is, for further lookups, conversion and types. */
  readonly output: Field
  /** How a transform of the field's own is written; null where this database has none. */
  readonly sql?: (database: DatabaseName) => SqlPieces | null
}

/** A field as a migration writes it down: plain data. */
export interface FieldState {
  readonly type: string
  readonly options: Readonly<Record<string, unknown>>
}

/** A column of a model's table. */
export interface ColumnInfo {
  readonly model: ModelInfo
  /** The property of the class: 'isStaff', 'author'. */
  readonly property: string
  /** Where a row keeps the stored value: 'isStaff', 'author_id'. */
  readonly attribute: string
  /** In the database: 'is_staff', 'author_id'. */
  readonly column: string
  readonly field: Field
  /** For a foreign key or one-to-one. */
  readonly relation: RelationInfo | null
  readonly null: boolean
  readonly unique: boolean
  readonly primaryKey: boolean
  /** Its own index, not part of `meta.indexes`. Foreign keys have one unless they say `index: false`. */
  readonly index: boolean
  /** What the database computes this column from, as the field declares it; null for a column that rows write. */
  readonly generated: GeneratedInfo | null
  /** The database gives new rows a value where they name none. */
  readonly hasDbDefault: boolean
}

/** A column that the database computes from others of the same row. Nobody writes it. */
export interface GeneratedInfo {
  /** An expression of the model's own columns. */
  readonly expression: object
  /** Kept in the table; else computed whenever it is read. */
  readonly stored: boolean
}

/** A way from one model to another, seen from the model that has the property. */
export interface RelationInfo {
  /** 'author', 'books', 'tags'. */
  readonly property: string
  /** The field that declares this property (of a many-to-many: label, help, blank); null where the name is implied. */
  readonly field: Field | null
  readonly from: ModelInfo
  readonly to: ModelInfo
  /** foreignKey, oneToOne (near side holds the key), reverseOne, reverse, manyToMany (either side). */
  readonly kind: 'foreignKey' | 'oneToOne' | 'reverseOne' | 'reverse' | 'manyToMany'
  /** At most one row at the far end. */
  readonly toOne: boolean
  /** Columns that are equal, near to far; for a many-to-many from the near model to `through` and from `through` to the far one. */
  readonly near: ColumnInfo
  readonly far: ColumnInfo
  readonly through: ThroughInfo | null
  /** A row may have nothing at the far end. */
  readonly nullable: boolean
  readonly onDelete: OnDelete
  /** A many-to-many of a model to itself whose links go both ways. */
  readonly symmetrical: boolean
  /** The same relation from the other side, where a property declares it or where one is implied; null where it has no name. */
  readonly reverse: RelationInfo | null
  /**
   * Of the two sides of a generic relation: the columns that name any row, of which only those count that name a row of this
   * relation's one model. Null for every other relation.
   */
  readonly generic: GenericInfo | null
}

/** Two columns of a model that name a row of any model: its content type and its key. Django's `GenericForeignKey`. */
export interface GenericInfo {
  /** 'content'. */
  readonly property: string
  readonly field: Field
  readonly from: ModelInfo
  /** The foreign key to the content type. */
  readonly type: ColumnInfo
  /** The key of the row. */
  readonly key: ColumnInfo
  /** Columns of the content type's model: the app's label, and the model's name in lower case. */
  readonly app: ColumnInfo
  readonly name: ColumnInfo
}

export interface ThroughInfo {
  readonly model: ModelInfo
  /** Column of the through table that points at the near model. */
  readonly near: ColumnInfo
  /** Column of the through table that points at the far model. */
  readonly far: ColumnInfo
  /** The link table is made by the field, not declared as a model. */
  readonly automatic: boolean
}

export interface Ordering {
  readonly path: string
  readonly descending: boolean
}

/** Lookups by path, or a `Q`: what holds for the rows of a rule. */
export type RuleCondition = object

/** Kinds of index that PostgreSQL has beside the usual one. */
export type IndexKind = 'btree' | 'hash' | 'gin' | 'gist' | 'spgist' | 'brin'

export interface IndexInfo {
  readonly name: string
  /** Properties, `-` for descending; empty where the index is of expressions. */
  readonly fields: readonly string[]
  /** Expressions, or `asc()` and `desc()` of them, instead of fields. */
  readonly expressions?: readonly object[]
  /** Only rows for which it holds. */
  readonly condition?: RuleCondition
  /** Properties that the index carries along: PostgreSQL. */
  readonly include?: readonly string[]
  /** The kind of index: PostgreSQL. */
  readonly using?: IndexKind
  /** Operator classes, one for each field: PostgreSQL. */
  readonly opclasses?: readonly string[]
}

/** What a rule says to people, instead of a sentence made from its fields or name. */
export interface RuleMessage {
  readonly message?: string
  /** The code. */
  readonly code?: string
}

export interface UniqueInfo extends RuleMessage {
  readonly kind: 'unique'
  readonly name: string
  /** Properties; empty where expressions are to be unique. */
  readonly fields: readonly string[]
  readonly expressions?: readonly object[]
  /** Only rows for which it holds have to differ. */
  readonly condition?: RuleCondition
  /** Properties that the index carries along: PostgreSQL. */
  readonly include?: readonly string[]
  /** Operator classes, one for each field: PostgreSQL. */
  readonly opclasses?: readonly string[]
  /** The rule may be broken until the transaction ends ('deferred'), or until somebody asks for that ('immediate'): PostgreSQL. */
  readonly deferrable?: 'deferred' | 'immediate'
  /** False: two nulls are the same. PostgreSQL from version 15. */
  readonly nullsDistinct?: boolean
}

export interface CheckInfo extends RuleMessage {
  readonly kind: 'check'
  readonly name: string
  readonly check: RuleCondition
}

export type ConstraintInfo = UniqueInfo | CheckInfo

/** A permission of a model: `add_article`, 'Can add article'. */
export interface PermissionInfo {
  readonly codename: string
  readonly name: string
}

/** What a model is called. `many` is null where it is `one` with an 's'. */
export interface ModelLabels {
  readonly one: Label
  readonly many: Label | null
}

/** All that is known of a model: built once from its class by the registry, immutable. */
export interface ModelInfo {
  /** 'Article'. */
  readonly name: string
  /** The app's label: 'newsroom'. */
  readonly app: string
  /** 'newsroom.article'. */
  readonly label: string
  readonly table: string
  /** False for a table that migrations leave alone. */
  readonly managed: boolean
  /** The model whose table it is: itself, but for a proxy. */
  readonly concrete: ModelInfo
  /** True for a link table that a many-to-many made by itself. */
  readonly automatic: boolean
  /** The class; rows get its prototype. */
  readonly model: abstract new (
    ...args: never
  ) => object
  /** Concrete columns: the key first, then in the order of declaration. */
  readonly columns: readonly ColumnInfo[]
  readonly key: ColumnInfo
  /** Every relation that can be followed from here, by property; implied reverse names too. */
  readonly relations: ReadonlyMap<string, RelationInfo>
  /** Properties that name a row of any model. */
  readonly generics: ReadonlyMap<string, GenericInfo>
  /** A column by any name that a path may use: property, attribute (`author_id`), 'pk'. */
  column(name: string): ColumnInfo | undefined
  readonly ordering: readonly Ordering[]
  readonly indexes: readonly IndexInfo[]
  readonly constraints: readonly ConstraintInfo[]
  /** Human names, lower case and in the language in force: 'article', 'articles'. */
  readonly verboseName: string
  readonly verboseNamePlural: string
  /** The same as they were declared. */
  readonly labels: ModelLabels
  /** What `latest()` and `earliest()` go by, `-` for descending; empty where the model does not say. */
  readonly getLatestBy: readonly string[]
  /** Paths whose values together name a row to people and to other databases; empty where the model does not say. */
  readonly naturalKey: readonly string[]
  /** The actions that permissions are made for: 'add', 'change', 'delete', 'view', unless the model says others. */
  readonly defaultPermissions: readonly string[]
  /** Permissions beside those. */
  readonly permissions: readonly PermissionInfo[]
  /** What the database says of the table to people; null for nothing. */
  readonly comment: string | null
  /** The role in which a project may put another model in its place; null for none. */
  readonly swappable: string | null
  /** Foreign keys of other models that point here, or at a proxy of it: what a deletion has to look at. */
  readonly dependents: readonly RelationInfo[]
}

/** The models of a project, after every class was read and every relation found its other end. */
export interface ModelRegistry {
  /** The kinds of fields that the project adds, by type: their classes. */
  readonly customFields: ReadonlyMap<string, new (options: never) => Field>
  readonly models: readonly ModelInfo[]
  /** The models of roles: `user` → the label of the project's users, 'auth.User'. */
  readonly roles: ReadonlyMap<string, string>
  /** By 'newsroom.article', in any case of letters. */
  byLabel(label: string): ModelInfo | undefined
  /** By class. Throws where the class belongs to no app of the project. */
  of(model: abstract new (...args: never) => object): ModelInfo
}
