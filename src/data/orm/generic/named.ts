import type { ColumnInfo, Condition, Expression, GenericInfo, ModelInfo, Query, Source } from '../../query/index.ts'
import { all, columnOf } from '../../query/index.ts'

/**
 * Rows of `source` that name a row of the model `to`: their content type is that model's. The content type is found by its
 * labels inside the statement, so that no plan depends on a key that is one database's own.
 */
export function named(source: Source, { type, app, name }: GenericInfo, to: ModelInfo): Condition {
  const { far } = type.relation!
  const root: Source = Object.freeze({ model: far.model, parent: null, relation: null })
  const { app: label, name: modelName } = to.concrete
  const query: Query = {
    model: far.model,
    root,
    where: all([is(root, app, label), is(root, name, modelName.toLowerCase())]),
    select: { kind: 'values', named: [] },
    group: null,
    order: [],
    distinct: false,
    combined: null,
    recursion: null,
    materialized: false,
    lock: null,
    limit: null,
    offset: null,
  }
  const key: Expression = Object.freeze({
    kind: 'subquery',
    query: Object.freeze(query),
    select: columnOf(root, far),
    output: far.field,
  })
  return Object.freeze({ kind: 'compare', left: columnOf(source, type), lookup: 'exact', right: key })
}

function is(source: Source, column: ColumnInfo, value: string): Condition {
  const right: Expression = Object.freeze({ kind: 'fixed', value, output: column.field })
  return Object.freeze({ kind: 'compare', left: columnOf(source, column), lookup: 'exact', right })
}
