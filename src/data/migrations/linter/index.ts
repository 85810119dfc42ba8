export type { Blocks } from './cost.ts'
export type { LintFinding } from './finding.ts'
export type { GradedTable } from './grade.ts'
export {
  findingsOf,
  type LintedMigration,
  type LintedOperation,
  lintMigrations,
  type LintOptions,
  type LintReport,
} from './lint.ts'
export { type Level, levels, type LinterRule, type LinterRuleId, linterRules } from './rules.ts'
export type { LintTarget } from './select.ts'
