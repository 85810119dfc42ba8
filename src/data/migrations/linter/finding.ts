import type { Level, LinterRuleId } from './rules.ts'

/** Something that the linter has to say of a migration. */
export interface LintFinding {
  /** 'migrations.L012': stable, what `accepts` names. */
  readonly id: LinterRuleId
  readonly level: Level
  /** 'news.0007_article_note'. */
  readonly migration: string
  /** The operation's place in the migration, counted from 1; null where it is about the file. */
  readonly operation: number | null
  /** The table that it is about; null where it is about none. */
  readonly table: string | null
  /** What happens. */
  readonly message: string
  /** What to do instead. */
  readonly suggestion: string
  /** The migration says that it may be so. */
  readonly accepted: boolean
}

/** A finding before its place is known. */
export interface Found extends Pick<LintFinding, 'id' | 'level' | 'table' | 'message'> {
  /** It is about a rule that is put on rows: what else could be done depends on it. */
  readonly ofRule?: true
}

export const found = (id: LinterRuleId, level: Level, table: string | null, message: string): Found => ({
  id,
  level,
  table,
  message,
})

/** 'about 1,200,000 rows': the greater the number, the less exact it is. */
export function rowsText(rows: number): string {
  const told = rows.toLocaleString('en')
  return rows === 1 ? '1 row' : `${told} rows`
}
