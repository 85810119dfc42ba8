/** How much a finding is to be feared. */
export const levels = ['note', 'caution', 'danger'] as const

export type Level = (typeof levels)[number]

/** What a finding of one id is about. */
export interface LinterRule {
  /** In a few words. */
  readonly title: string
  /** The greatest level that it has. */
  readonly level: Level
}

const rule = (level: Level, title: string): LinterRule => ({ level, title })

/** Everything that the linter knows to find, by its id. Ids are never given to something else. */
export const linterRules = {
  'migrations.L001': rule('danger', 'A table is dropped with its rows'),
  'migrations.L002': rule('danger', 'A column is dropped with its values'),
  'migrations.L003': rule('danger', 'A new type cuts values'),
  'migrations.L004': rule('caution', 'A new type may not hold every value'),
  'migrations.L005': rule('caution', 'Nulls are replaced'),
  'migrations.L006': rule('danger', 'All rows of a table are deleted'),
  'migrations.L010': rule('danger', 'What the running program uses gets another name'),
  'migrations.L011': rule('danger', 'What the running program uses is dropped'),
  'migrations.L012': rule('danger', 'The running program cannot write a new column'),
  'migrations.L013': rule('caution', 'The running program does not know a new rule'),
  'migrations.L020': rule('danger', 'A table is written anew'),
  'migrations.L021': rule('danger', 'An index is built while writes wait'),
  'migrations.L022': rule('danger', 'A rule is checked against all rows while others wait'),
  'migrations.L023': rule('danger', 'All rows are looked at for nulls while others wait'),
  'migrations.L024': rule('danger', 'A unique rule is built while others wait'),
  'migrations.L025': rule('danger', 'All rows are changed by one statement'),
  'migrations.L030': rule('danger', 'A lock is held while something else takes its time'),
  'migrations.L031': rule('note', 'It cannot be undone'),
  'migrations.L032': rule('note', 'A data migration cannot be judged'),
  'migrations.L033': rule('note', 'A statement is not understood'),
  'migrations.L040': rule('danger', 'An unknown id is accepted'),
  'migrations.L041': rule('note', 'An accepted id is not found'),
} as const satisfies Readonly<Record<string, LinterRule>>

export type LinterRuleId = keyof typeof linterRules

export function isLinterRule(id: string): id is LinterRuleId {
  return Object.hasOwn(linterRules, id)
}

/** Whether a level is as high as another, or higher. */
export function reaches(level: Level, least: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(least)
}
