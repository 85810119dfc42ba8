import type { Operation } from './operations/operation.ts'

/** An app's label and a migration's name: what the history records. */
export type MigrationKey = readonly [app: string, name: string]

/** What a migration file exports as its default. */
export interface MigrationDefinition {
  /** Migrations that must be applied before this one; the app's own previous one among them. */
  readonly dependencies?: readonly MigrationKey[]
  readonly operations: readonly Operation[]
  /**
   * False for operations one by one, each in a transaction of its own where it can be in one: for what a database refuses inside a
   * transaction, and for what would hold locks for too long. Left out, the migration is one transaction where the database can.
   */
  readonly atomic?: boolean
  /** Names in the history that stand for this one: those it was squashed from, or Django's own for the same tables. */
  readonly replaces?: readonly MigrationKey[]
  /** Ids of the linter whose findings are meant to be in this migration: 'migrations.L002'. */
  readonly accepts?: readonly string[]
}

const marked = new WeakSet<object>()

/** Declares a migration: `export default migration({ dependencies, operations })`. */
export function migration(definition: MigrationDefinition): MigrationDefinition {
  const made = Object.freeze({ ...definition })
  marked.add(made)
  return made
}

export function isMigration(value: unknown): value is MigrationDefinition {
  return typeof value === 'object' && value !== null && marked.has(value)
}

/** A migration with its place. */
export interface Migration extends MigrationDefinition {
  readonly app: string
  readonly name: string
  readonly dependencies: readonly MigrationKey[]
  readonly replaces: readonly MigrationKey[]
}

/** 'news.0001_initial'. */
export function nameOf([app, name]: MigrationKey): string {
  return `${app}.${name}`
}
