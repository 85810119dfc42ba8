import type { Operation } from '../operations/operation.ts'
import type { SwappableModel } from './swappable.ts'

/** An app's label and a migration's name: what the history records. */
export type MigrationKey = readonly [app: string, name: string]

/** A migration, or `swappable('user')`: the first migration of the app whose model has that role in the project. */
export type MigrationDependency = MigrationKey | SwappableModel

/** What a migration file exports as its default. */
export interface MigrationDefinition {
  /** Migrations that must be applied before this one; the app's own previous one among them. */
  readonly dependencies?: readonly MigrationDependency[]
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
  /** The version of nuages that it was written for: '0.1.0'. An older one refuses it. */
  readonly version?: string
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

/** A migration with its place, as its file has it. */
export interface WrittenMigration extends MigrationDefinition {
  readonly app: string
  readonly name: string
  readonly dependencies: readonly MigrationDependency[]
  readonly replaces: readonly MigrationKey[]
}

/** A migration with its place, in a project whose roles are known. */
export interface Migration extends WrittenMigration {
  readonly dependencies: readonly MigrationKey[]
  readonly replaces: readonly MigrationKey[]
}

/** 'news.0001_initial'. */
export function nameOf([app, name]: MigrationKey): string {
  return `${app}.${name}`
}

/** The other way round: neither a label nor a name has a dot. */
export function keyFrom(name: string): MigrationKey {
  const [app = '', own = ''] = name.split('.')
  return [app, own]
}
