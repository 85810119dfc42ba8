import type { DatabaseName } from '../../query/index.ts'
import type { LinterRuleId } from './rules.ts'

const inBatches =
  'add a field of the new form beside it, write both, copy in batches in a `run` of its own migration, then drop the old one.'
const quietTime = 'Run it while few write: SQLite has one writer at a time, and knows no other way.'

/** What to do instead; where databases differ, by database. */
const advice: Readonly<Record<LinterRuleId, string | Readonly<Record<DatabaseName, string>>>> = {
  'migrations.L001':
    'Let a release run that no longer uses it, keep what matters of the rows, then accept this id where it is dropped.',
  'migrations.L002':
    'Let a release run that no longer uses it, keep what matters of the values, then accept this id where it is dropped.',
  'migrations.L003': `Widen, then narrow: ${inBatches}`,
  'migrations.L004': 'Look for such values first, and change them in a `run` of a migration before this one.',
  'migrations.L005': 'Where the difference matters, write down first which rows have none.',
  'migrations.L006': 'Accept this id where that is what is meant; keep a backup.',
  'migrations.L010':
    'Rename in the models alone: with `column` (or `table`) set to the old name nothing changes in the database. Or add the new one, write both, copy, and drop the old one a release later.',
  'migrations.L011':
    'In two releases: first take it out of the models (`separateStateAndDatabase`; a column that stays needs `null: true` or a `dbDefault`), then drop it.',
  'migrations.L012':
    'Give the field a `dbDefault`; or add it with `null: true`, fill it in batches, and make it not null a release later.',
  'migrations.L013': 'Let the release that keeps to it run everywhere before the database insists.',
  'migrations.L020': {
    postgres: `Expand and contract: ${inBatches}`,
    mysql: `Expand and contract: ${inBatches}`,
    sqlite: quietTime,
  },
  'migrations.L021': {
    postgres:
      'Add the index by itself with `addIndex({ …, concurrently: true })`, in a migration with `atomic: false`.',
    mysql: 'Add the index in a step of its own: alone it is built while others write.',
    sqlite: quietTime,
  },
  'migrations.L022': {
    postgres: 'Add it with `validate: false`, and `validateConstraint` in a later migration: that lets others write.',
    mysql: 'Run it while few write.',
    sqlite: quietTime,
  },
  'migrations.L023': {
    postgres:
      'Add a check `{ …__isnull: false }` with `validate: false`, validate it in a later migration, then forbid nulls: with such a check no row is looked at (PostgreSQL 12). Drop the check last.',
    mysql: 'Run it while few write.',
    sqlite: quietTime,
  },
  'migrations.L024': {
    postgres:
      'Build the index first (`CREATE UNIQUE INDEX CONCURRENTLY` in a `sql`, `atomic: false`), then make it the rule: `ADD CONSTRAINT … UNIQUE USING INDEX`.',
    mysql: 'Run it while few write.',
    sqlite: quietTime,
  },
  'migrations.L025': {
    postgres: 'Change the rows in batches in a `run`, in a migration before this one with `atomic: false`.',
    mysql: 'Change the rows in batches in a `run`, in a migration before this one with `atomic: false`.',
    sqlite: quietTime,
  },
  'migrations.L030': 'Put it into a migration of its own, so that the lock ends before it begins.',
  'migrations.L031':
    "Give the operation its second argument, which undoes it; `() => {}` or `''` where nothing need be undone.",
  'migrations.L032': 'Read it: it should go through the rows in batches, and be alone in its migration.',
  'migrations.L033': 'Read what your database’s manual says of its locks.',
  'migrations.L040': 'Correct it, or take it out.',
  'migrations.L041': 'Take it out, unless another database needs it.',
}

const copiesForRules =
  'InnoDB copies a table to put a check or a foreign key on it: leave it to the program (`constraint: false` of the field), or run it while few write.'

/** What to do instead of what a finding is about; `ofRule` where that is a rule that is put on rows. */
export function adviceFor(id: LinterRuleId, database: DatabaseName, ofRule = false): string {
  if (ofRule && database === 'mysql') return copiesForRules
  const found = advice[id]
  return typeof found === 'string' ? found : found[database]
}
