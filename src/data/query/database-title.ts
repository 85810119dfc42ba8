/** What people call a kind of database: 'mysql' speaks to MariaDB. */
export function databaseTitle(database: string): string {
  return titles.get(database) ?? database
}

const titles: ReadonlyMap<string, string> = new Map([
  ['sqlite', 'SQLite'],
  ['postgres', 'PostgreSQL'],
  ['mysql', 'MariaDB'],
])
