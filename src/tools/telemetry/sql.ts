const operations = new Set([
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'WITH',
  'BEGIN',
  'COMMIT',
  'ROLLBACK',
  'SAVEPOINT',
  'RELEASE',
  'CREATE',
  'ALTER',
  'DROP',
  'SET',
  'EXPLAIN',
  'TRUNCATE',
])

/** The first word of a statement; 'OTHER' for those that nobody counts. */
export function operationOf(sql: string): string {
  const word = /^\s*([a-z]{2,10})/i.exec(sql)?.[1]?.toUpperCase() ?? ''
  return operations.has(word) ? word : 'OTHER'
}
