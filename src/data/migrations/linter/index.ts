export type { Blocks } from './costs/cost.ts'
export type { LintFinding } from './finding.ts'
export type { GradedTable } from './grade.ts'
export {
  findingsOf,
  type LintedMigration,
  type LintedOperation,
  type LintOptions,
  type LintReport,
  lintMigrations,
} from './lint.ts'
export { type Level, type LinterRule, type LinterRuleId, levels, linterRules } from './rules.ts'
export type { LintTarget } from './select.ts'
