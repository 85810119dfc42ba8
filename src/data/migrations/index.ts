export { type CreateMissingTablesOptions, createMissingTables, type MissingTables } from './additive.ts'
export { answers, answersFile, readAnswers } from './answers.ts'
export { migrationErrors } from './errors.ts'
export { field } from './field.ts'
export type { MigratedApp } from './loader.ts'
export { type MadeMigration, type MakeMigrationsOptions, makeMigrations } from './make-migrations.ts'
export { type MergedMigrations, type MergeMigrationsOptions, mergeMigrations } from './merge.ts'
export {
  type MigrateOptions,
  type MigrateProgress,
  type MigrateResult,
  type MigrationTarget,
  migrate,
  type ShownMigration,
  showMigrations,
  sqlMigrate,
} from './migrate.ts'
export { type MigrationDefinition, type MigrationDependency, type MigrationKey, migration } from './migration.ts'
export {
  addConstraint,
  addField,
  addIndex,
  alterField,
  alterModelComment,
  alterModelOptions,
  alterModelTable,
  alterUniqueTogether,
  createModel,
  deleteModel,
  type HistoricalApps,
  type Operation,
  removeConstraint,
  removeField,
  removeIndex,
  renameField,
  renameModel,
  run,
  sql,
} from './operations/index.ts'
export {
  type Answers,
  answered,
  answersFromFlags,
  type Branch,
  type Clash,
  type FillAnswer,
  type FillQuestion,
  type FillReason,
  type MergeQuestion,
  type ModelRenameQuestion,
  mergeReport,
  type Prompter,
  prompted,
  type Questions,
  type RenameQuestion,
} from './questions.ts'
export { type SquashedMigration, type SquashOptions, squashMigrations } from './squash/index.ts'
export type { FieldStates, ModelOptions, ModelState, ProjectState } from './state.ts'
export { type SwappableModel, swappable } from './swappable.ts'
