export { type CreateMissingTablesOptions, createMissingTables, type MissingTables } from './additive.ts'
export type { Difference, DifferenceKind } from './drift/compare.ts'
export { type Drift, type DriftOptions, type DriftReport, drift } from './drift/drift.ts'
export { driftText } from './drift/told.ts'
export { migrationErrors } from './errors.ts'
export type { DoneOperation } from './execution/executor.ts'
export type { HistoricalLookups, HistoricalRow, HistoricalRows, HistoricalValues } from './execution/historical-rows.ts'
export {
  type MigrateOptions,
  type MigrateProgress,
  type MigrateResult,
  migrate,
} from './execution/migrate.ts'
export type { MigrationTarget } from './execution/plan.ts'
export { type PlannedMigration, type PlannedOperation, planMigrations } from './execution/plan-migrations.ts'
export { type ShowMigrationsOptions, type ShownMigration, showMigrations } from './execution/show-migrations.ts'
export { type MigrationSql, type OperationSql, type SqlMigrateOptions, sqlMigrate } from './execution/sql-migrate.ts'
export type { Resume } from './execution/stepwise.ts'
export { field } from './field.ts'
export type { MigratedApp } from './files/loader.ts'
export { type MigrationDefinition, type MigrationDependency, type MigrationKey, migration } from './files/migration.ts'
export { type SwappableModel, swappable } from './files/swappable.ts'
export { type PruneMigrationsOptions, pruneMigrations } from './history/prune.ts'
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
export { answers, answersFile, readAnswers } from './making/answers.ts'
export { type MadeMigration, type MakeMigrationsOptions, makeMigrations } from './making/make-migrations.ts'
export { type MergedMigrations, type MergeMigrationsOptions, mergeMigrations } from './making/merge.ts'
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
} from './making/questions.ts'
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
export { type SquashedMigration, type SquashOptions, squashMigrations } from './squash/index.ts'
export type { FieldStates, ModelOptions, ModelState, ProjectState } from './state.ts'
export { type TablesDigestOptions, tablesDigest } from './tables-digest.ts'
