import { snakeCase } from '../../../base/text/index.ts'
import type { ColumnInfo } from '../../query/index.ts'
import { ormErrors } from '../errors.ts'
import type { BaseField } from '../fields/base.ts'
import { FileField, ImageField } from '../fields/file/file.ts'
import { defineFile } from '../row-files.ts'
import type { Project } from './project.ts'
import type { ModelRecord } from './record.ts'

/** Fills a model's columns: the key first, then in the order of declaration. */
export function addColumns(record: ModelRecord, project: Project): void {
  const { fields, key } = record.declaration
  const taken = new Map<string, string>()
  for (const [property, declared] of fields) {
    if (!declared.hasColumn) continue
    const field = property === key ? project.keyOf(record) : project.place(record, property, declared)
    const column = columnOf(record, property, field)
    claim(record, taken, column.column, `the column of ${property}`)
    record.columns.push(column)
    if (property === key) record.key = column
    if (column.attribute !== property && field instanceof FileField) defineFile(record.model.prototype, property)
    for (const name of new Set([property, column.attribute])) {
      const other = record.names.get(name)
      if (other !== undefined || (name !== property && fields.has(name)))
        throw ormErrors.NAME_CLASH({
          model: record.name,
          name,
          first: `the field ${other?.property ?? name}`,
          second: `the stored key of ${property}`,
        })
      record.names.set(name, column)
    }
  }
  record.names.set('pk', record.key)
  checkSizes(record)
}

/** The fields that hold the size of a picture are there, and hold numbers. */
function checkSizes(record: ModelRecord): void {
  for (const { property, field } of record.columns) {
    if (!(field instanceof ImageField)) continue
    for (const name of [field.options.widthField, field.options.heightField]) {
      if (name === undefined) continue
      const kind = record.columns.find((column) => column.property === name)?.field.describe().kind
      const problem =
        kind === undefined
          ? `there is no field '${name}'`
          : kind === 'integer'
            ? null
            : `'${name}' holds no whole numbers`
      if (problem !== null) throw ormErrors.BAD_FILE_FIELD({ model: record.name, property, problem })
    }
  }
}

function columnOf(record: ModelRecord, property: string, field: BaseField): ColumnInfo {
  const { options } = field
  const holdsKey = field.type === 'foreignKey' || field.type === 'oneToOne'
  return {
    model: record,
    property,
    // No field is called like what a row keeps a file's name under.
    attribute: holdsKey ? `${property}_id` : field instanceof FileField ? `${property}$name` : property,
    column: options.column ?? `${snakeCase(property)}${holdsKey ? '_id' : ''}`,
    field,
    relation: null,
    null: field.nullable,
    unique: options.unique ?? field.type === 'oneToOne',
    primaryKey: options.primaryKey ?? false,
    index: options.index ?? (field.type === 'foreignKey' || field.type === 'slug'),
    generated: field.generated,
    hasDbDefault: field.hasDbDefault,
  }
}

function claim(record: ModelRecord, taken: Map<string, string>, name: string, by: string): void {
  const first = taken.get(name.toLowerCase())
  if (first !== undefined) throw ormErrors.NAME_CLASH({ model: record.name, name, first, second: by })
  taken.set(name.toLowerCase(), by)
}
