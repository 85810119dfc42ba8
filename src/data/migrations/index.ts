export { type CreateMissingTablesOptions, createMissingTables, type MissingTables } from './additive.ts'
export { answers, answersFile, readAnswers } from './answers.ts'
export type { Difference, DifferenceKind } from './drift/compare.ts'
export { type Drift, type DriftOptions, type DriftReport, drift } from './drift/drift.ts'
export { driftText } from './drift/told.ts'
export { migrationErrors } from './errors.ts'
export { field } from './field.ts'
export type { HistoricalLookups, HistoricalRow, HistoricalRows, HistoricalValues } from './historical-rows.ts'
export type { KnownModel } from './inspect/draft.ts'
export { type InspectedModels, type InspectOptions, inspectDatabase } from './inspect/inspect-database.ts'
export {
  findingsOf,
  type GradedTable,
  type Level,
  type LintedMigration,
  type LintedOperation,
  type LinterRule,
  type LinterRuleId,
  type LintFinding,
  type LintOptions,
  type LintReport,
  type LintTarget,
  levels,
  linterRules,
  lintMigrations,
} from './linter/index.ts'
export type { MigratedApp } from './loader.ts'
export { type MadeMigration, type MakeMigrationsOptions, makeMigrations } from './make-migrations.ts'
export { type MergedMigrations, type MergeMigrationsOptions, mergeMigrations } from './merge.ts'
export {
  type MigrateOptions,
  type MigrateProgress,
  type MigrateResult,
  migrate,
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
  type CustomChange,
  type CustomOperation,
  createModel,
  custom,
  deleteModel,
  type HistoricalApps,
  type Operation,
  type RunOptions,
  type RunWork,
  removeConstraint,
  removeField,
  removeIndex,
  renameField,
  renameIndex,
  renameModel,
  run,
  type SqlOptions,
  type SqlText,
  separateStateAndDatabase,
  sql,
  validateConstraint,
} from './operations/index.ts'
export type { MigrationTarget } from './plan.ts'
export { type PlannedMigration, type PlannedOperation, planMigrations } from './plan-migrations.ts'
export { type PruneMigrationsOptions, pruneMigrations } from './prune.ts'
export {
  type Answers,
  answered,
  answersFromFlags,
  type Branch,
  type Clash,
  type DropQuestion,
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
export { type ShowMigrationsOptions, type ShownMigration, showMigrations } from './show-migrations.ts'
export { type MigrationSql, type OperationSql, type SqlMigrateOptions, sqlMigrate } from './sql-migrate.ts'
export { type SquashedMigration, type SquashOptions, squashMigrations } from './squash/index.ts'
export type { FieldStates, ModelOptions, ModelState, ProjectState } from './state.ts'
export type { Resume } from './stepwise.ts'
export { type SwappableModel, swappable } from './swappable.ts'
