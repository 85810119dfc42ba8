import type { Operation } from './operations/operation.ts'

/** An app's label and a migration's name: what the history records. */
export type MigrationKey = readonly [app: string, name: string]

/** What a migration file exports as its default. */
export interface MigrationDefinition {
  /** Migrations that must be applied before this one; the app's own previous one among them. */
  readonly dependencies?: readonly MigrationKey[]
  readonly operations: readonly Operation[]
  /** Names in the history that stand for this one: those it was squashed from, or Django's own for the same tables. */
  readonly replaces?: readonly MigrationKey[]
  /** False where it is not one transaction: each operation stands by itself. True if left out. */
  readonly atomic?: boolean
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
