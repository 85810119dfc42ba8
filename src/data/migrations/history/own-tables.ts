import type { Statement } from '../../drivers/index.ts'
import type { DatabaseName } from '../../query/index.ts'

/** The tables in which migrations keep what they have done: Django's history, and the journal beside it. */
export const historyTable = 'django_migrations'
export const journalTable = 'nuages_migrations'

/** Whether a table that no model has is the framework's own: those of migrations, and what batteries make by SQL (the index of `nuages/search`). */
export function isOwnTable(name: string): boolean {
  return name.toLowerCase() === historyTable || name.toLowerCase().startsWith('nuages_')
}

/** In what statements about these tables differ. */
export interface OwnTableFacts {
  readonly key: string
  readonly number: string
  readonly longText: string
  readonly moment: string
  /** What CAST calls a text. */
  readonly text: string
  /** What a moment in UTC ends with. */
  readonly zone: string
}

export const ownTableFacts: Readonly<Record<DatabaseName, OwnTableFacts>> = {
  sqlite: { key: 'integer', number: 'integer', longText: 'text', moment: 'datetime', text: 'text', zone: '' },
  postgres: {
    key: 'bigint',
    number: 'integer',
    longText: 'text',
    moment: 'timestamp with time zone',
    text: 'text',
    zone: '+00',
  },
  mysql: {
    key: 'bigint AUTO_INCREMENT',
    number: 'integer',
    longText: 'longtext',
    moment: 'datetime(6)',
    text: 'char',
    zone: '',
  },
}

export const reading = (text: string): Statement => ({ text, writes: false, wide: false })

/** A statement that writes, with `?` for each value. */
export function writing(database: DatabaseName, text: string): Statement {
  let count = 0
  return {
    text: database === 'postgres' ? text.replaceAll('?', () => `$${++count}`) : text,
    writes: true,
    wide: false,
  }
}
