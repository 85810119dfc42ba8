import type { ListedUpdate } from './dialect.ts'
import { type Fragment, sql } from './fragment.ts'

/** SQLite's and PostgreSQL's upsert, for names that are quoted already. */
export function onConflict(unique: readonly string[], columns: readonly string[]): string {
  const sets = columns.map((column) => `${column} = EXCLUDED.${column}`)
  return ` ON CONFLICT (${unique.join(', ')}) DO UPDATE SET ${sets.join(', ')}`
}

/** UPDATE … FROM, of SQLite and PostgreSQL. */
export function updateFrom({ table, key, columns, rows }: ListedUpdate): Fragment {
  const sets = columns.map((column, i) => `${column} = v.column${i + 2}`).join(', ')
  return sql`UPDATE ${table} SET ${sets} FROM (VALUES ${rows}) AS v WHERE ${table}.${key} = v.column1`
}

/**
 * MariaDB's upsert. It meets a row that has the values of any unique rule: one of another rule than was named makes an
 * error (a subquery of two rows where one value of the column belongs), before anything of it is changed.
 */
export function onDuplicate(unique: readonly string[], columns: readonly string[]): string {
  const same = unique.map((column) => `${column} <=> VALUES(${column})`).join(' AND ')
  const sets = columns.map((column, i) => {
    const value = `VALUES(${column})`
    return `${column} = ${i === 0 ? `CASE WHEN ${same} THEN ${value} ELSE (SELECT ${column} UNION ALL SELECT ${column}) END` : value}`
  })
  return ` ON DUPLICATE KEY UPDATE ${sets.join(', ')}`
}

/**
 * UPDATE of a join with the rows. They come after no rows of the table itself, which give them names and types: of
 * parameters alone MariaDB makes columns as wide as what was sent first, and a longer text would be cut off or worse.
 */
export function updateJoin({ table, key, columns, rows }: ListedUpdate): Fragment {
  const names = columns.map((column, i) => `${column} AS c${i}`).join(', ')
  const sets = columns.map((column, i) => `${table}.${column} = v.c${i}`).join(', ')
  const list = sql`SELECT ${key} AS k, ${names} FROM ${table} WHERE 1 = 0 UNION ALL VALUES ${rows}`
  return sql`UPDATE ${table} INNER JOIN (${list}) AS v ON ${table}.${key} = v.k SET ${sets}`
}
