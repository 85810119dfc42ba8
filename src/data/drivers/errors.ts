import { defineErrors, NuagesError } from '../../base/errors/index.ts'

/**
 * A row that the database refused: a key, a unique, check, foreign key or not-null rule. Django's `IntegrityError`.
 * The driver's own error is its `cause`.
 */
export class IntegrityError extends NuagesError {
  /** Which kind of rule it was. */
  get kind(): 'unique' | 'check' | 'foreignKey' | 'notNull' | 'other' {
    return this.data.kind as 'unique' | 'check' | 'foreignKey' | 'notNull' | 'other'
  }

  /** The table whose row was refused, where the database says. */
  get table(): string | null {
    return (this.data.table as string | undefined) ?? null
  }

  /** The columns under the rule, where the database says. */
  get columns(): readonly string[] {
    return (this.data.columns as readonly string[] | undefined) ?? []
  }

  /** The rule's name, where it has one and the database says. */
  get constraint(): string | null {
    return (this.data.constraint as string | undefined) ?? null
  }
}

interface Refused {
  kind: string
  database: string
  table: string | null
  columns: readonly string[]
  constraint: string | null
}

const columnsOf = ({ table, columns, constraint }: Refused) =>
  columns.length > 0
    ? `${table === null ? '' : `${table} `}(${columns.join(', ')})`
    : constraint !== null
      ? `'${constraint}'`
      : 'a rule that the database does not name'

/** As much of a statement as a message shows. */
const excerpt = (text: string) => (text.length > 2000 ? `${text.slice(0, 2000)}…` : text)

export const driverErrors = defineErrors('DRIVERS', {
  UNSUPPORTED_URL: {
    status: null,
    message: ({ name, scheme }: { name: string; scheme: string }) =>
      `Database '${name}' has a URL of the kind '${scheme}', but this version speaks SQLite, PostgreSQL and MariaDB only.`,
    hint: "Write 'sqlite:path/to/file.sqlite3', 'sqlite::memory:', 'postgres://user:password@host/database' or 'mysql://user:password@host/database'.",
  },
  BAD_URL: {
    status: null,
    message: ({ name, problem }: { name: string; problem: string }) =>
      `The URL of database '${name}' cannot be read: ${problem}.`,
    hint: "Write 'sqlite:path/to/file.sqlite3', 'sqlite::memory:', 'postgres://user:password@host/database' or 'mysql://user:password@host/database'; the reference of drivers lists the options.",
  },
  NO_PACKAGE: {
    status: null,
    message: ({ name, package: needed }: { name: string; package: string }) =>
      `Database '${name}' needs the package '${needed}', which is not installed.`,
    hint: 'Install it in the project: `npm install pg` for PostgreSQL, `npm install mariadb` for MariaDB.',
  },
  CANNOT_CONNECT: {
    status: 503,
    message: ({ name, location, reason }: { name: string; location: string; reason: string }) =>
      `Database '${name}' cannot be reached at ${location}: ${reason}.`,
    hint: 'Start the server, or correct host and port in the URL.',
  },
  CONNECT_TIMEOUT: {
    status: 503,
    message: ({ name, location, timeout }: { name: string; location: string; timeout: number }) =>
      `Database '${name}' did not answer at ${location} within ${timeout} ms.`,
    hint: 'Look whether a firewall drops the connection; `?connectTimeout=` (ms) waits longer.',
  },
  AUTHENTICATION_FAILED: {
    status: null,
    message: ({ name, location, user }: { name: string; location: string; user: string }) =>
      `Database '${name}' at ${location} does not let the user '${user}' in.`,
    hint: 'Correct user and password in the URL (escape characters like @ and / as %40 and %2F), or the server’s rules for who may come from where (pg_hba.conf, the account’s host); a server that asks for TLS needs `?sslmode=`.',
  },
  NO_DATABASE: {
    status: null,
    message: ({ name, location }: { name: string; location: string }) =>
      `Database '${name}' does not exist: the server knows no ${location}.`,
    hint: 'Create it with `createdb` or `CREATE DATABASE`, or correct the name at the end of the URL.',
  },
  TOO_MANY_CONNECTIONS: {
    status: 503,
    message: ({ name, location }: { name: string; location: string }) =>
      `Database '${name}' at ${location} has no connection left to give.`,
    hint: "All processes together may hold as many as the server's `max_connections`: lower `?pool=`, or raise that.",
  },
  POOL_EXHAUSTED: {
    status: 503,
    message: (d: { name: string; location: string; waited: number; pool: number; waiting: number }) =>
      `A statement waited ${d.waited} ms for one of the ${d.pool} connections of database '${d.name}' (${d.location}); ${d.waiting} wait.`,
    hint: 'Move slow work out of `atomic` and out of loops over rows; `?pool=` allows more connections, `?patience=` (ms) waits longer.',
  },
  CONNECTION_LOST: {
    status: 503,
    message: ({ name, location, reason }: { name: string; location: string; reason: string }) =>
      `The connection to database '${name}' (${location}) was lost: ${reason}. Whether the statement was carried out is not known.`,
    hint: 'The next statement connects anew. What was in a transaction is undone, unless the connection was lost at its commit.',
  },
  STATEMENT_TIMEOUT: {
    status: 503,
    message: ({ name, reason, text }: { name: string; reason: string; text: string }) =>
      `Database '${name}' ended a statement (${reason}): ${excerpt(text)}`,
    hint: 'Make it quicker (`explain()` shows its plan), or raise what limits it (ms): `timeout` of `within` or `atomic`, `?statementTimeout=` of the database.',
  },
  ABORTED: {
    status: 499,
    message: ({ name }: { name: string }) => `A statement on database '${name}' was given up: its signal was aborted.`,
    hint: 'Whoever aborted the signal knows why: the reason is the `cause`.',
  },
  LOCK_NOT_AVAILABLE: {
    status: 503,
    message: ({ name, text }: { name: string; text: string }) =>
      `A statement on database '${name}' did not get a lock that somebody else holds: ${excerpt(text)}`,
    hint: 'Try again later; without `nowait`, `selectForUpdate` waits: on MariaDB as long as `?patience=` (ms) says.',
  },
  TRY_AGAIN: {
    status: 503,
    message: ({ name, reason }: { name: string; reason: string }) =>
      `Database '${name}' undid a transaction that got in the way of another one (${reason}).`,
    hint: 'Run the whole `atomic` again: `atomic(work, { retry: 3 })` does. Take locks in the same order everywhere.',
  },
  TRANSACTION_BROKEN: {
    status: null,
    message: ({ name }: { name: string }) =>
      `A statement of this transaction on database '${name}' has failed: the server takes no other one before it is rolled back.`,
    hint: 'Let the error leave `atomic`; what may fail goes into an `atomic` of its own, a savepoint, and is caught around that.',
  },
  ENDED_BY_STATEMENT: {
    status: null,
    message: ({ name, text }: { name: string; text: string | null }) =>
      `A statement ended the transaction that \`atomic\` had opened on database '${name}': what was done before it is kept, or undone, whatever follows${text === null ? '.' : `: ${excerpt(text)}`}`,
    hint: 'Take BEGIN, COMMIT and ROLLBACK out of it: `atomic` sends them. A migration whose SQL has transactions of its own says `atomic: false`.',
  },
  IMPLICIT_COMMIT: {
    status: null,
    message: ({ name, text }: { name: string; text: string }) =>
      `A statement ended the transaction on database '${name}': what was written before it is kept, whatever follows: ${excerpt(text)}`,
    hint: 'MariaDB and MySQL commit before a statement that changes tables: send it outside of `atomic`; a migration says `atomic: false`.',
  },
  BAD_VALUE: {
    status: null,
    message: ({ name, problem, text }: { name: string; problem: string; text: string }) =>
      `Database '${name}' refused a value (${problem}): ${excerpt(text)}`,
    hint: 'Validate values before they are sent; the `cause` says more, and may hold the value.',
  },
  UNREADABLE: {
    status: null,
    message: ({ name, problem, text }: { name: string; problem: string; text: string }) =>
      `A statement on database '${name}' read ${problem}: ${excerpt(text)}`,
    hint: 'Cast the column to text in the statement, or keep such values out of the table.',
  },
  NO_DIRECTORY: {
    status: null,
    message: ({ name, file, directory }: { name: string; file: string; directory: string }) =>
      `Database '${name}' cannot be opened: the directory ${directory} of ${file} does not exist.`,
    hint: 'Create the directory, or correct the path in the URL; a relative path starts where the process was started.',
  },
  NO_FILE: {
    status: null,
    message: ({ name, file }: { name: string; file: string }) =>
      `Database '${name}' cannot be opened for reading: there is no file ${file}.`,
    hint: 'Correct the path, or leave `mode=ro` out so that the file is created.',
  },
  CANNOT_OPEN: {
    status: null,
    message: ({ name, file, reason }: { name: string; file: string; reason: string }) =>
      `Database '${name}' cannot be opened: ${file}: ${reason}.`,
    hint: 'The path must lead to a file that this user may read and write, or to a new one in such a directory.',
  },
  NOT_A_DATABASE: {
    status: null,
    message: ({ name, file }: { name: string; file: string }) =>
      `Database '${name}' cannot be used: ${file} is not an SQLite database, or is encrypted. It was left untouched.`,
    hint: 'Correct the path in the URL, or move the file away.',
  },
  CORRUPT: {
    status: null,
    message: ({ name, file }: { name: string; file: string }) =>
      `Database '${name}' is damaged: SQLite finds ${file} malformed.`,
    hint: 'Copy the file and its -wal away first, then restore a backup, or try `sqlite3 FILE .recover`.',
  },
  READ_ONLY: {
    status: null,
    message: ({ name, file }: { name: string; file: string }) =>
      `Database '${name}' is read-only: ${file} cannot be written.`,
    hint: 'Write to a database that takes it: `using`, or the router’s `write`. A file of SQLite, and its directory, must be writable for this user.',
  },
  LOCKED: {
    status: 503,
    message: ({ name, file, waited }: { name: string; file: string; waited: number }) =>
      `Database '${name}' is locked: another process has held ${file} for more than ${waited} ms.`,
    hint: 'Find it with `fuser FILE` or `lsof FILE`: an open transaction in another program, or a backup. Wait and try again, or raise `?patience=` (ms).',
  },
  QUEUE_STUCK: {
    status: 503,
    message: ({ name, file, waited }: { name: string; file: string; waited: number }) =>
      `A statement for database '${name}' (${file}) waited ${waited} ms for a transaction of this same process.`,
    hint: 'A transaction that takes this long waits for something slow, or for this very statement: move the slow work out of `atomic`.',
  },
  DISK_FULL: {
    status: 507,
    message: ({ name, file }: { name: string; file: string }) =>
      `Database '${name}' cannot grow: the disk of ${file} is full. The statement was undone.`,
    hint: 'Make room on that disk.',
  },
  CLOSED: {
    status: null,
    message: ({ name }: { name: string }) => `Database '${name}' was used after it was closed.`,
    hint: 'Close a database only after all that uses it has ended.',
  },
  BAD_PARAMETER: {
    status: null,
    message: ({ name, text, problem }: { name: string; text: string; problem: string }) =>
      `A parameter does not fit the statement on database '${name}' (${problem}): ${excerpt(text)}`,
    hint: 'Send as many values as the statement has placeholders. SQLite takes null, numbers, bigints up to 64 bits, strings and bytes; PostgreSQL and MariaDB booleans and dates too, and no text with a NUL character; PostgreSQL lists.',
  },
  WIDE_INTEGER: {
    status: null,
    message: ({ name, text }: { name: string; text: string }) =>
      `A statement on database '${name}' read an integer beyond 2^53 - 1, which a JavaScript number cannot hold: ${excerpt(text)}`,
    hint: 'Declare the column as `field.bigInteger()`, whose values are bigint.',
  },
  BAD_REGEX: {
    status: null,
    message: ({ reason }: { reason: string }) =>
      `A \`regex\` lookup was given a text that is no regular expression (${reason}).`,
    hint: 'Correct the pattern; what a visitor typed is matched with `icontains`, not with `regex`.',
  },
  NO_TABLE: {
    status: null,
    message: ({ name, table }: { name: string; table: string }) => `Database '${name}' has no table '${table}'.`,
    hint: 'Run `nuages migrate` (with `--database NAME` for another one than `default`); where the model is new, `nuages makemigrations` first.',
  },
  NO_COLUMN: {
    status: null,
    message: ({ name, column, text }: { name: string; column: string; text: string }) =>
      `Database '${name}' has no column '${column}': ${excerpt(text)}`,
    hint: 'Run `nuages migrate`; where the field is new, `nuages makemigrations` first.',
  },
  TOO_COMPLEX: {
    status: null,
    message: ({ name, reason, text }: { name: string; reason: string; text: string }) =>
      `Database '${name}' does not take a statement of this size (${reason}): ${excerpt(text)}`,
    hint: 'Ask for less at once: fewer columns, joins and conditions, a list (`id__in`) in place of many `or`, several queries.',
  },
  STATEMENT_FAILED: {
    status: null,
    message: ({ name, reason, text }: { name: string; reason: string; text: string }) =>
      `Database '${name}' refused a statement (${reason}): ${excerpt(text)}`,
    hint: 'The database’s own error is the `cause`.',
  },
  UNIQUE: {
    status: null,
    message: (d: Refused) => `Database '${d.database}' already has a row with this value of ${columnsOf(d)}.`,
    hint: 'Values under a unique rule may occur once: look for the row first, or use `getOrCreate`.',
    as: IntegrityError,
  },
  NOT_NULL: {
    status: null,
    message: (d: Refused) => `Database '${d.database}' refused a row without a value for ${columnsOf(d)}.`,
    hint: 'Give the column a value, or declare the field with `null: true`.',
    as: IntegrityError,
  },
  CHECK: {
    status: null,
    message: (d: Refused) => `Database '${d.database}' refused a row that breaks the check ${columnsOf(d)}.`,
    hint: 'Validate the row before saving it; the rule is in the model’s constraints or its field.',
    as: IntegrityError,
  },
  FOREIGN_KEY: {
    status: null,
    message: (d: Refused & { target: string | null }) =>
      `Database '${d.database}' refused a key that points at no row: ${columnsOf(d)}${d.target === null ? '' : ` → ${d.target}`}.`,
    hint: 'Create the row that is pointed at first; delete those that point before the one they point at.',
    as: IntegrityError,
  },
  INTEGRITY: {
    status: null,
    message: (d: Refused & { reason: string }) => `Database '${d.database}' refused a row: ${d.reason}.`,
    hint: 'The database’s own error is the `cause`.',
    as: IntegrityError,
  },
  PARALLEL_ATOMIC: {
    status: null,
    message: ({ name }: { name: string }) =>
      `Two parts of one transaction on database '${name}' run at the same time: one opened a savepoint while the other was at work.`,
    hint: 'Await one `atomic` before the next statement or `atomic`; `Promise.all` inside a transaction may only read.',
  },
  TRANSACTION_ENDED: {
    status: null,
    message: ({ name }: { name: string }) =>
      `A statement was sent to database '${name}' from inside an \`atomic\` that has already ended.`,
    hint: 'Await everything that `atomic` starts before its function returns; start work for later with `onCommit`.',
  },
  NOT_DURABLE: {
    status: null,
    message: ({ name }: { name: string }) =>
      `A durable \`atomic\` on database '${name}' was opened inside another transaction, so its commit could still be undone.`,
    hint: 'Call it outside of `atomic`, or leave `durable` out.',
  },
  ISOLATION_INSIDE: {
    status: null,
    message: ({ name, isolation, outer }: { name: string; isolation: string; outer: string | null }) =>
      `An \`atomic\` on database '${name}' asks for '${isolation}' inside a transaction ${outer === null ? 'that says nothing of it' : `of '${outer}'`}.`,
    hint: 'A transaction has one isolation level: give it to the outermost `atomic`.',
  },
  READ_ONLY_TRANSACTION: {
    status: null,
    message: ({ name }: { name: string }) =>
      `A statement that writes was sent to database '${name}' inside an \`atomic\` that only reads.`,
    hint: 'Leave `readOnly` out, or write after that `atomic` has ended.',
  },
  FOREIGN_KEYS_INSIDE: {
    status: null,
    message: ({ name }: { name: string }) =>
      `Foreign keys of database '${name}' cannot be suspended inside a transaction that is already open.`,
    hint: 'Give `foreignKeys: false` to the outermost `atomic`.',
  },
})
