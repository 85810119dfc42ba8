import { defineErrors } from '../../../base/errors/index.ts'
import type { Misfit } from './misfit.ts'

function misfit(refused: Misfit | string): string {
  if (typeof refused === 'string') return refused
  const { kind, columns, constraint } = refused
  const named = columns.length > 0 ? columns.join(', ') : `what '${constraint}' speaks of`
  if (kind === 'notNull') return `${named} may not be null, and is in some`
  if (kind === 'unique') return `${named} is to be unique, and a value stands there more than once`
  if (kind === 'foreignKey') return `${named} points at rows that are not there`
  return constraint === null ? 'some break a rule that the cause names' : `some break the check '${constraint}'`
}

export const schemaErrors = defineErrors('SCHEMA', {
  UNKNOWN_COLUMNS: {
    status: null,
    message: ({ table, columns }: { table: string; columns: readonly string[] }) =>
      `Table '${table}' has columns that no migration knows (${columns.join(', ')}); changing the table would drop them with their data.`,
    hint: 'Add fields for them (`managed: false` leaves a table alone), or drop them in a `sql` operation first.',
  },
  KEPT_INDEX: {
    status: null,
    message: ({ table, name, reason }: { table: string; name: string; reason: string }) =>
      `Table '${table}' has the index or trigger '${name}', made by hand, which does not fit the changed table (${reason}).`,
    hint: 'Drop or change it in a `sql` operation before this one.',
  },
  ROWS_DO_NOT_FIT: {
    status: null,
    message: (d: { table: string; refused: Misfit | string }) =>
      `Table '${d.table}' has rows that do not fit its new form: ${misfit(d.refused)}.`,
    hint: 'Change those rows first, in a `run` operation before this one; for nulls a `fill` is enough.',
  },
  HALF_CHANGED: {
    status: null,
    message: (d: { reason: string; stands: readonly string[] }) =>
      `${d.reason} The database could not take back what it had changed by then: ${d.stands.join('; ')}.`,
    hint: 'Correct the cause. The next `nuages migrate` completes what is left, or says which form the table should have.',
  },
  NAME_TOO_LONG: {
    status: null,
    message: (d: { database: string; table: string; kind: string; name: string }) =>
      `${d.database} takes no name as long as '${d.name}' (${d.kind} of table '${d.table}').`,
    hint: 'Say a shorter one: `table` in `meta`, `column` or `table` of the field, `name` of the index or constraint.',
  },
  NO_TABLE: {
    status: null,
    message: ({ table }: { table: string }) =>
      `Table '${table}' is to be changed, but the database has no such table, although its migrations are recorded as applied.`,
    hint: 'The history and the database disagree: a migration was edited or faked, or the table dropped by hand. `nuages drift` tells all that is otherwise.',
  },
  NO_COLUMNS: {
    status: null,
    message: ({ table, columns }: { table: string; columns: readonly string[] }) =>
      `Table '${table}' is to be changed, but has no column ${columns.map((each) => `'${each}'`).join(', ')} any more, although the applied migrations made it.`,
    hint: 'Something else than migrations changed the table. `nuages drift` tells all that is otherwise, and how to bring it back.',
  },
  COLUMNS_EXIST: {
    status: null,
    message: ({ table, columns }: { table: string; columns: readonly string[] }) =>
      `Table '${table}' is to get ${columns.map((each) => `'${each}'`).join(', ')}, but has it already, and no applied migration made it.`,
    hint: 'Something else than migrations changed the table; `nuages drift` tells where. Drop the column, or record the migration with `migrate --fake` where it is the same.',
  },
  TABLE_EXISTS: {
    status: null,
    message: ({ table }: { table: string }) =>
      `Table '${table}' is to be created, but the database has it already, and its migration is not recorded as applied.`,
    hint: 'Where it is the same table, record the migration with `migrate --fake`; else rename or drop the table.',
  },
})
