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
}

export type AggregateFunction = 'count' | 'sum' | 'avg' | 'min' | 'max'
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%'

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
    }
  | {
      readonly kind: 'arithmetic'
      readonly operator: ArithmeticOperator
      readonly left: Expression
      readonly right: Expression
      readonly output: Field
    }
  /** A value where a condition holds, else null; without a value, 1. */
  | {
      readonly kind: 'when'
      readonly condition: Condition
      readonly value: Expression | null
      readonly output: Field | null
    }
  | {
      readonly kind: 'aggregate'
      readonly function: AggregateFunction
      /** Null counts rows. */
      readonly of: Expression | null
      readonly distinct: boolean
      readonly filter: Condition | null
      readonly output: Field
    }

/** What a comparison compares with. Slots of lists and ranges hold arrays. */
export type Operand =
  | Expression
  | { readonly kind: 'list'; readonly slot: number; readonly size: number; readonly path?: string }
  | { readonly kind: 'range'; readonly slot: number; readonly path?: string }
  | { readonly kind: 'rows'; readonly query: Query; readonly select: Expression }

export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'some'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'compare'; readonly left: Expression; readonly lookup: string; readonly right: Operand }
  | { readonly kind: 'isNull'; readonly of: Expression; readonly is: boolean }
  /** There is a row `source`, related to its parent (a row of the enclosing query), of which `condition` holds. */
  | { readonly kind: 'related'; readonly source: Source; readonly condition: Condition }
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
  readonly distinct: boolean
  /** A slot, a fixed number, or null. */
  readonly limit: Bound
  readonly offset: Bound
}
export type Bound = { readonly slot: number } | number | null

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
      readonly rows: number
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

/** Whether an expression is, or contains, an aggregate. */
export function hasAggregate(expression: Expression): boolean {
  switch (expression.kind) {
    case 'aggregate':
      return true
    case 'arithmetic':
      return hasAggregate(expression.left) || hasAggregate(expression.right)
    case 'transform':
      return hasAggregate(expression.of)
    default:
      return false
  }
}

/** Whether a condition speaks of an aggregate, so that it can be answered only once rows are grouped. */
export function speaksOfAggregate(condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
    case 'some':
      return condition.of.some(speaksOfAggregate)
    case 'not':
      return speaksOfAggregate(condition.of)
    case 'isNull':
      return hasAggregate(condition.of)
    case 'compare':
      return hasAggregate(condition.left) || (isExpression(condition.right) && hasAggregate(condition.right))
    case 'related':
      return speaksOfAggregate(condition.condition)
    case 'constant':
      return false
  }
}

/** Whether an operand is one expression, rather than a list, a range or rows. */
export function isExpression(operand: Operand): operand is Expression {
  return operand.kind !== 'list' && operand.kind !== 'range' && operand.kind !== 'rows'
}
