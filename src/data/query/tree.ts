import type { ColumnInfo, Field, ModelInfo, RelationInfo, Transform } from './model-info.ts'

/**
 * The query tree: what a queryset says, with every path resolved to metadata and every value replaced by the number of
 * its slot. It knows rows and relations, no tables and no joins: a compiler per kind of database makes a plan of it.
 * Nodes are frozen and hold no values, so that one plan serves every query of the same shape.
 */

/**
 * A row that a query speaks of: one of the model's own (`parent` is null), or one reached from another through a relation
 * (a many-to-many by way of its link row). Two conditions with the same source speak of the same row.
 */
export interface Source {
  readonly model: ModelInfo
  readonly parent: Source | null
  readonly relation: RelationInfo | null
  /** What has to hold of the row beside being related; it speaks of this source. */
  readonly on?: Condition
}

export type ArithmeticOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | 'power'
  | 'bitAnd'
  | 'bitOr'
  | 'bitXor'
  | 'shiftLeft'
  | 'shiftRight'

/** Fixed settings of a call: the part of a date, a direction. They are part of the query's shape, never values. */
export type CallOptions = Readonly<Record<string, string | number | boolean | null>>

/** Something that has one value per row (or, for an aggregate, per group). `output` says what kind of value. */
export type Expression =
  | { readonly kind: 'column'; readonly source: Source; readonly column: ColumnInfo; readonly output: Field }
  | {
      readonly kind: 'transform'
      readonly of: Expression
      readonly transform: Transform
      readonly output: Field
    }
  | {
      readonly kind: 'value'
      readonly slot: number
      readonly output: Field | null
      /** The path that it is compared with, as it was written: for messages. */
      readonly path?: string
      /** Where the shape of the query says so: the value is null, true or false. */
      readonly constant?: null | boolean
      /** The slot holds what the driver takes already. */
      readonly stored?: boolean
    }
  /** A text that follows from metadata, the same for every query of the shape: still a parameter. */
  | { readonly kind: 'fixed'; readonly value: string; readonly output: Field }
  | {
      readonly kind: 'arithmetic'
      readonly operator: ArithmeticOperator
      readonly left: Expression
      readonly right: Expression
      readonly output: Field
    }
  /** A function of the database, by the name under which the compiler's tables know it. */
  | {
      readonly kind: 'call'
      readonly function: string
      readonly of: readonly Expression[]
      readonly options: CallOptions
      readonly output: Field | null
    }
  /** A value as another kind of value. */
  | { readonly kind: 'cast'; readonly of: Expression; readonly output: Field }
  /** The value of the first branch whose condition holds, else `otherwise` (null: nothing). Without a value, 1. */
  | {
      readonly kind: 'case'
      readonly branches: readonly { readonly condition: Condition; readonly value: Expression | null }[]
      readonly otherwise: Expression | null
      readonly output: Field | null
    }
  /** Whether a condition holds. */
  | { readonly kind: 'condition'; readonly condition: Condition; readonly output: Field }
  /** The one value of the first row of a query; null where it has none. */
  | {
      readonly kind: 'subquery'
      readonly query: Query
      readonly select: Expression
      readonly output: Field | null
    }
  | Aggregation
  /** What the rows of a combination or a recursion carry beside the model's columns, by its name there. */
  | { readonly kind: 'carried'; readonly source: Source; readonly name: string; readonly output: Field | null }
  /** A function over the rows of a partition; an aggregate becomes one. */
  | {
      readonly kind: 'window'
      readonly of: Expression
      readonly partition: readonly Expression[]
      readonly order: readonly OrderTerm[]
      readonly frame: Frame | null
      readonly output: Field | null
    }
  /** Names of tables and columns, for the database's own language. */
  | { readonly kind: 'identifier'; readonly names: readonly string[]; readonly output: Field | null }
  /** The database's own language: texts with an expression between each two of them. */
  | {
      readonly kind: 'sql'
      readonly texts: readonly string[]
      readonly of: readonly Expression[]
      readonly output: Field | null
    }

/** A function over many rows that gives one value. */
export interface Aggregation {
  readonly kind: 'aggregate'
  /** 'count', 'sum', 'stringAgg': as the compiler's tables know it. */
  readonly function: string
  /** Null counts rows. */
  readonly of: Expression | null
  /** What the function takes besides: a separator. */
  readonly more: readonly Expression[]
  readonly options: CallOptions
  readonly distinct: boolean
  readonly filter: Condition | null
  readonly order: readonly OrderTerm[]
  readonly output: Field
}

/** Which rows of a partition a window's function sees, counted in rows or in values; null is unbounded, 0 the current row. */
export interface Frame {
  readonly kind: 'rows' | 'range' | 'groups'
  readonly from: number | null
  readonly to: number | null
  readonly exclude: 'current row' | 'group' | 'ties' | null
}

/** What a comparison compares with. Slots of lists and ranges hold arrays. */
export type Operand =
  | Expression
  | { readonly kind: 'list'; readonly slot: number; readonly size: number; readonly path?: string }
  | { readonly kind: 'range'; readonly slot: number; readonly path?: string }
  /** Two expressions, as the ends of a range or the items of a list. */
  | { readonly kind: 'expressions'; readonly of: readonly Expression[] }
  | { readonly kind: 'rows'; readonly query: Query; readonly select: Expression }

export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'some'; readonly of: readonly Condition[] }
  /** An odd number of them holds. */
  | { readonly kind: 'odd'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'compare'; readonly left: Expression; readonly lookup: string; readonly right: Operand }
  | { readonly kind: 'isNull'; readonly of: Expression; readonly is: boolean }
  /** A truth value that the database computes. */
  | { readonly kind: 'holds'; readonly of: Expression }
  /** There is a row `source`, related to its parent (a row of the enclosing query), of which `condition` holds. */
  | { readonly kind: 'related'; readonly source: Source; readonly condition: Condition }
  /** The query has a row. */
  | { readonly kind: 'exists'; readonly query: Query }
  /** The row comes after these values in an order. `absent` says which of the values are null. */
  | {
      readonly kind: 'beyond'
      readonly order: readonly OrderTerm[]
      readonly values: readonly Expression[]
      readonly absent: readonly boolean[]
    }
  | { readonly kind: 'constant'; readonly value: boolean }

export interface OrderTerm {
  /** Null orders at random. */
  readonly by: Expression | null
  readonly descending: boolean
  readonly nulls: 'first' | 'last' | null
}

export interface NamedExpression {
  readonly name: string
  readonly expression: Expression
}

/** A related row to read in the same query, and what to read along with it. */
export interface RelatedRow {
  readonly property: string
  readonly source: Source
  /** Of the related row, those that are read: the key is one of them. */
  readonly columns: readonly ColumnInfo[]
  readonly related: readonly RelatedRow[]
}

/** Whole rows of the model, or named values. */
export type Selection =
  | {
      readonly kind: 'rows'
      readonly columns: readonly ColumnInfo[]
      readonly related: readonly RelatedRow[]
      readonly named: readonly NamedExpression[]
    }
  | { readonly kind: 'values'; readonly named: readonly NamedExpression[] }

export interface Query {
  readonly model: ModelInfo
  readonly root: Source
  readonly where: Condition
  readonly select: Selection
  /** What makes a group: null where there are none, 'rows' for one per row of the model, else the values that are equal in it. */
  readonly group: null | 'rows' | readonly Expression[]
  readonly order: readonly OrderTerm[]
  /** Rows that differ: in all that is selected, or in these values alone (the first of each in the order). */
  readonly distinct: boolean | readonly Expression[]
  /** The rows are those of a set operation, instead of the model's table. */
  readonly combined: Combined | null
  /** Only rows that are reached from another query's by a relation, again and again. */
  readonly recursion: Recursion | null
  /** As a subquery it is computed once, by itself. */
  readonly materialized: boolean
  /** How the rows are locked for the rest of the transaction; null: not at all. */
  readonly lock: Lock | null
  /** A slot, a fixed number, or null. */
  readonly limit: Bound
  readonly offset: Bound
}
export type Bound = { readonly slot: number } | number | null

/** Queries of which one result is made, from the left. Each selects as many values as the others. */
export interface Combined {
  readonly operator: 'union' | 'intersection' | 'difference'
  /** Equal rows stay. */
  readonly all: boolean
  /** The values of the result: a column of the model's table, or another name for what is `carried`. */
  readonly names: readonly string[]
  readonly members: readonly { readonly query: Query; readonly select: readonly Expression[] }[]
}

export interface Recursion {
  /** Where it begins, and what it selects there: keys. */
  readonly query: Query
  readonly select: Expression
  readonly relation: RelationInfo
  /** Rows carry as `depth` how many steps away they are. */
  readonly depth: boolean
  /** The most steps, or null. */
  readonly deepest: Bound
}

export interface Lock {
  /** Others may still point at the rows. */
  readonly weak: boolean
  /** What to do where somebody else holds a row. */
  readonly held: 'wait' | 'fail' | 'skip'
  /** Sources whose rows are locked; empty: all of them. */
  readonly of: readonly Source[]
}

export interface Assignment {
  readonly column: ColumnInfo
  readonly value: Expression
}

/** What to do with a query, or beside one. */
export type Operation =
  | { readonly kind: 'select'; readonly query: Query }
  | { readonly kind: 'count'; readonly query: Query }
  | { readonly kind: 'exists'; readonly query: Query }
  | { readonly kind: 'aggregate'; readonly query: Query; readonly summaries: readonly Expression[] }
  | { readonly kind: 'update'; readonly query: Query; readonly assignments: readonly Assignment[] }
  | { readonly kind: 'delete'; readonly query: Query }
  | {
      readonly kind: 'insert'
      readonly model: ModelInfo
      readonly columns: readonly ColumnInfo[]
      /** How many; or any number, where each column's values are sent as one list. */
      readonly rows: number | 'lists'
      /** What to do where a unique rule refuses a row; null refuses the statement. */
      readonly conflicts: Conflicts | null
      /** Columns that come back, one result a row. */
      readonly returning: readonly ColumnInfo[]
    }
  /** Sets columns of the one row with a key. Slots: the columns in order, then the key. */
  | {
      readonly kind: 'updateRow'
      readonly model: ModelInfo
      readonly columns: readonly ColumnInfo[]
      readonly returning: readonly ColumnInfo[]
    }
  /** Reads columns of the one row with a key. Slots: the key. */
  | {
      readonly kind: 'readRow'
      readonly model: ModelInfo
      readonly columns: readonly ColumnInfo[]
    }
  /** Sets columns of `rows` rows, each to its own values. Slots, row by row: the key, then the columns in order. */
  | {
      readonly kind: 'updateRows'
      readonly model: ModelInfo
      readonly columns: readonly ColumnInfo[]
      readonly rows: number
    }

/** Passes over the rows that a unique rule refuses, or writes some of their columns into the rows that are there. */
export type Conflicts =
  | { readonly kind: 'ignore' }
  | { readonly kind: 'update'; readonly columns: readonly ColumnInfo[]; readonly unique: readonly ColumnInfo[] }

export const always: Condition = Object.freeze({ kind: 'constant', value: true })
export const never: Condition = Object.freeze({ kind: 'constant', value: false })

/** All of them hold; constants are folded away. */
export function all(conditions: readonly Condition[]): Condition {
  const of: Condition[] = []
  for (const each of conditions) {
    if (each.kind === 'constant') {
      if (!each.value) return never
    } else if (each.kind === 'all') of.push(...each.of)
    else of.push(each)
  }
  return of.length === 0 ? always : of.length === 1 ? of[0]! : Object.freeze({ kind: 'all', of: Object.freeze(of) })
}

/** One of them holds; constants are folded away. */
export function some(conditions: readonly Condition[]): Condition {
  const of: Condition[] = []
  for (const each of conditions) {
    if (each.kind === 'constant') {
      if (each.value) return always
    } else if (each.kind === 'some') of.push(...each.of)
    else of.push(each)
  }
  return of.length === 0 ? never : of.length === 1 ? of[0]! : Object.freeze({ kind: 'some', of: Object.freeze(of) })
}

/** An odd number of them holds. */
export function odd(of: readonly Condition[]): Condition {
  return of.length === 0
    ? always
    : of.length === 1
      ? of[0]!
      : Object.freeze({ kind: 'odd', of: Object.freeze([...of]) })
}

/** It does not hold. */
export function not(of: Condition): Condition {
  if (of.kind === 'constant') return of.value ? never : always
  if (of.kind === 'isNull') return Object.freeze({ ...of, is: !of.is })
  return Object.freeze({ kind: 'not', of })
}

/** A column of a row. */
export function columnOf(source: Source, column: ColumnInfo): Expression {
  return Object.freeze({ kind: 'column', source, column, output: column.field })
}

const notExpressions: ReadonlySet<string> = new Set(['list', 'range', 'expressions', 'rows'])

/** Whether an operand is one expression, rather than a list, a range or rows. */
export function isExpression(operand: Operand): operand is Expression {
  return !notExpressions.has(operand.kind)
}
