import type { FieldState } from '../../query/index.ts'
import type { ModelState } from '../state.ts'
import { pointsAtOne } from './fields.ts'

/** 'isStaff' as a column's name: 'is_staff'. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
}

export function tableName(model: ModelState): string {
  return model.options.table ?? `${model.app}_${model.name.toLowerCase()}`
}

export function columnName(property: string, field: FieldState): string {
  const given = field.options.column
  return typeof given === 'string' ? given : snakeCase(property) + (pointsAtOne(field) ? '_id' : '')
}

/** The table that a many-to-many without a `through` makes. */
export function linkTableName(model: ModelState, property: string, field: FieldState): string {
  const given = field.options.table
  return typeof given === 'string' ? given : `${tableName(model)}_${snakeCase(property)}`
}
