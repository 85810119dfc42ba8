/** SQLite's and PostgreSQL's upsert, for names that are quoted already. */
export function onConflict(unique: readonly string[], columns: readonly string[]): string {
  const sets = columns.map((column) => `${column} = EXCLUDED.${column}`)
  return ` ON CONFLICT (${unique.join(', ')}) DO UPDATE SET ${sets.join(', ')}`
}
