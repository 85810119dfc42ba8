import { same } from './editor.ts'
import { quote } from './facts.ts'
import type { ColumnSchema, TableSchema } from './table.ts'

/** A foreign key that stays as it is through the change. */
export function keepsReference(column: ColumnSchema, next: ColumnSchema | undefined): boolean {
  return next !== undefined && same(column.references, next.references) && column.type === next.type
}

/**
 * A column that goes, or has to be made anew: a computed one cannot become a written one in place, nor compute something
 * else, nor stay while a column that it speaks of gets another type.
 */
export function isRenewed(old: ColumnSchema, before: TableSchema, after: TableSchema): boolean {
  const column = after.columns.find(({ name }) => name === old.name)
  if (column === undefined || !same(old.generated, column.generated)) return true
  const { generated } = column
  if (generated === null) return false
  const changed = before.columns.filter(
    (each) => after.columns.find(({ name }) => name === each.name)?.type !== each.type,
  )
  return old.type !== column.type || changed.some(({ name }) => generated.sql.includes(quote(name)))
}
