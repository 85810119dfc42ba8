import { defineErrors, didYouMean } from '../../base/errors/index.ts'
import type { Direction } from './execution/direction.ts'
import type { FailedOperation } from './execution/failure.ts'

/** What has become of a migration that is one transaction, and failed. */
function wholeOutcome({ direction, isOpen }: { readonly direction: Direction; readonly isOpen: boolean }): string {
  if (!isOpen) return 'a part of it may stand'
  return direction === 'forwards' ? 'was undone whole' : 'stays applied'
}

export const migrationErrors = defineErrors('MIGRATIONS', {
  UNKNOWN_MODEL: {
    status: null,
    message: (d: { app: string; model: string; operation: string; near: string }) =>
      `${d.operation}: app '${d.app}' has no model '${d.model}' at this point of its history${d.near}.`,
    hint: 'The migrations before this one do not create it: add the missing dependency, or correct the name.',
  },
  UNKNOWN_FIELD: {
    status: null,
    message: (d: { model: string; field: string; operation: string; near: string }) =>
      `${d.operation}: ${d.model} has no field '${d.field}' at this point of its history${d.near}.`,
    hint: 'The migrations before this one do not add it: add the missing dependency, or correct the name.',
  },
  DUPLICATE: {
    status: null,
    message: ({ what, operation }: { what: string; operation: string }) =>
      `${operation}: ${what} is there already at this point of the history.`,
    hint: 'Another migration created it: remove one of the two operations.',
  },
  UNKNOWN_TARGET: {
    status: null,
    message: ({ field, target }: { field: string; target: string }) =>
      `${field} points at '${target}', which no migration before this one creates.`,
    hint: 'Add the migration that creates it to `dependencies`, or its app to the project.',
  },
  ROLE_TOO_LATE: {
    status: null,
    message: ({ role, model, migration }: { role: string; model: string; migration: string }) =>
      `${model} is to be the project's ${role}, and ${migration} of the same app points at that before it is made.`,
    hint: 'Put the class into an app of its own, whose first migration makes it. The guide "Users of your own" tells the rest.',
  },
  BAD_FIELD_TYPE: {
    status: null,
    message: ({ field, type }: { field: string; type: string }) =>
      `${field} is of the type '${type}', which keeps no column and is no many-to-many.`,
    hint: 'Leave reverse relations out of migrations; a custom field must say its `columnType`.',
  },
  RELATION_CHANGE: {
    status: null,
    message: ({ field }: { field: string }) =>
      `${field} cannot be changed in place: a many-to-many and a column, or two kinds of link table, keep their values in different places.`,
    hint: 'Add a field under a new name, copy the values in a `run` operation, then remove the old field.',
  },
  IRREVERSIBLE: {
    status: null,
    message: ({ migration, operation }: { migration: string; operation: string }) =>
      `Migration ${migration} cannot be undone: '${operation}' has no way back.`,
    hint: 'Give the operation its second argument, which undoes it, or restore a backup.',
  },
  DATA_LOSS: {
    status: null,
    message: (d: { migration: string; database: string; direction: string; refused: readonly string[] }) =>
      `${d.direction === 'forwards' ? 'Applying' : 'Taking back'} migration ${d.migration} on database '${d.database}' would drop what holds rows: ${d.refused.join(', ')}. Nothing of it was done. To allow it: ${d.refused.map((name) => `--drop ${name}`).join(' ')}`,
    hint: 'Keep a copy of what is dropped, then allow it by name with `--drop`, or everything with `--allow-data-loss`.',
  },
  NOT_ATOMIC: {
    status: null,
    message: ({ migration, operation }: { migration: string; operation: string }) =>
      `Migration ${migration} is one transaction, in which '${operation}' cannot run.`,
    hint: 'Write `atomic: false` into that migration, and move its other operations to another one.',
  },
  NEVER_UNVALIDATED: {
    status: null,
    message: ({ constraint, model }: { constraint: string; model: string }) =>
      `The constraint '${constraint}' of ${model} cannot be added with \`validate: false\`: a unique rule holds for all rows at once.`,
    hint: 'Leave `validate` away; on PostgreSQL an index that is added `concurrently` lets others write meanwhile.',
  },
  UNKNOWN_RULE: {
    status: null,
    message: (d: { model: string; name: string; kind: string; operation: string; near: string }) =>
      `${d.operation}: ${d.model} has no ${d.kind} '${d.name}' at this point of its history${d.near}.`,
    hint: 'The migrations before this one do not add it: add the missing dependency, or correct the name.',
  },
  BAD_FILE: {
    status: null,
    message: ({ file, problem }: { file: string; problem: string }) =>
      `The migration ${file} cannot be used: ${problem}.`,
    hint: 'A migration file has `export default migration({ dependencies, operations })`, from nuages/migrations.',
  },
  NEWER_FILE: {
    status: null,
    message: (d: { file: string; needed: string; running: string }) =>
      `The migration ${d.file} was written for nuages ${d.needed}; this is nuages ${d.running}. Nothing was changed.`,
    hint: 'Install the version that the file asks for, or a later one.',
  },
  UNKNOWN_ROLE: {
    status: null,
    message: (d: { migration: string; role: string; known: readonly string[] }) =>
      `Migration ${d.migration} needs the model of the role '${d.role}', which no model of the project has${didYouMean(d.role, d.known)}.`,
    hint: 'Add the app whose model declares the role (`meta({ swappable: … })`; the app `auth` has the role user).',
  },
  MISSING_DEPENDENCY: {
    status: null,
    message: ({ migration, dependency }: { migration: string; dependency: string }) =>
      `Migration ${migration} depends on ${dependency}, which does not exist.`,
    hint: 'Restore the file, add its app to the project, or correct `dependencies`.',
  },
  CIRCULAR: {
    status: null,
    message: ({ path }: { path: string }) => `Migrations depend on each other in a circle: ${path}.`,
    hint: 'Take one of these dependencies out; splitting a migration in two usually allows it.',
  },
  CONFLICT: {
    status: null,
    message: ({ app, names }: { app: string; names: readonly string[] }) =>
      `App '${app}' has several latest migrations (${names.join(', ')}): two branches each added one.`,
    hint: 'Join them with `nuages makemigrations --merge`, which shows what each does.',
  },
  INCONSISTENT_HISTORY: {
    status: null,
    message: (d: { database: string; migration: string; dependency: string }) =>
      `Database '${d.database}' has applied ${d.migration} before ${d.dependency}, on which it depends. Nothing was changed.`,
    hint: 'A migration’s dependencies were edited after it was applied: undo that, or record the missing one with `migrate --fake`.',
  },
  SQUASH_NAMES: {
    status: null,
    message: (d: { name: string; first: string; second: string }) =>
      `'${d.name}' is one thing in ${d.first} and another in ${d.second}, and one file cannot have both. Nothing was written.`,
    hint: 'Rename it in one of the two files: what a name inside of a file is changes nothing that was applied.',
  },
  SQUASH_RANGE: {
    status: null,
    message: (d: { app: string; from: string; to: string }) =>
      `${d.app}.${d.to} does not come after ${d.app}.${d.from}: there is nothing to squash.`,
    hint: 'Name the first migration and a later one that builds on it: `nuages squashmigrations APP FIRST LAST`.',
  },
  UNKNOWN_APP: {
    status: null,
    message: ({ app, near }: { app: string; near: string }) => `There is no app '${app}' with migrations${near}.`,
    hint: 'Write the label of an app of the project, and a migration as a word of its own (`nuages migrate news 0002`); `nuages showmigrations` lists them.',
  },
  UNKNOWN_MIGRATION: {
    status: null,
    message: ({ app, name, near }: { app: string; name: string; near: string }) =>
      `App '${app}' has no migration '${name}'${near}.`,
    hint: 'Write the beginning of its file name as far as it is unambiguous, or `zero`.',
  },
  AMBIGUOUS_MIGRATION: {
    status: null,
    message: (d: { app: string; name: string; names: readonly string[] }) =>
      `'${d.name}' fits several migrations of app '${d.app}': ${d.names.join(', ')}.`,
    hint: 'Write more of the name.',
  },
  REPLACED_TARGET: {
    status: null,
    message: (d: { migration: string; others: readonly string[] }) =>
      `Migration ${d.migration} is no place to go to here: ${d.others.join(', ')} ${d.others.length === 1 ? 'stands' : 'stand'} for it.`,
    hint: 'Name that one, or one after it. Which side of a `replaces` counts depends on what the database has applied.',
  },
  EMPTY_RANGE: {
    status: null,
    message: ({ app, range }: { app: string; range: string }) =>
      `No migration of app '${app}' lies in '${range}': its end comes before its beginning.`,
    hint: 'Write the earlier one first: `0003..0007`.',
  },
  FAILED: {
    status: null,
    message: (d: FailedOperation & { direction: Direction; isOpen: boolean }) =>
      `Migration ${d.migration} failed ${d.direction === 'forwards' ? '' : 'on its way back '}at '${d.operation}', operation ${d.number} of ${d.of}, and ${wholeOutcome(d)} on database '${d.database}'. ${d.reason}`,
    hint: 'The migrations before it stay applied. Correct what the cause says, then run `nuages migrate` again; `nuages drift` tells where tables are not what migrations made them.',
  },
  FAILED_AT_END: {
    status: null,
    message: (d: { migration: string; direction: Direction; database: string; reason: string }) =>
      `Migration ${d.migration} failed ${d.direction === 'forwards' ? '' : 'on its way back '}when its transaction was to end, which is undone now, on database '${d.database}'. ${d.reason}`,
    hint: 'No operation failed by itself: look for rows whose keys point nowhere, which a database only looks at in the end. Then run `nuages migrate` again.',
  },
  NO_RECORDS: {
    status: null,
    message: (d: { database: string; tables: readonly string[]; reason: string }) =>
      `Database '${d.database}' does not let this user make the tables in which migrations are recorded (${d.tables.join(', ')}). Nothing was changed. ${d.reason}`,
    hint: 'Migrate as a user who may create tables: one of its own, while the application’s may only read and write rows.',
  },
  PARTLY_APPLIED: {
    status: null,
    message: (d: FailedOperation & { direction: Direction; done: string }) =>
      `Migration ${d.migration} failed ${d.direction === 'forwards' ? '' : 'on its way back '}at operation ${d.number} of ${d.of}, '${d.operation}', on database '${d.database}', where it is not one transaction. ${d.done} ${d.reason}`,
    hint: 'Correct what the cause says and run `nuages migrate` again: it goes on behind what is done, or asks where it cannot tell. To go the other way, name the migration to go to.',
  },
  INTERRUPTED: {
    status: null,
    message: (d: Omit<FailedOperation, 'reason'> & { direction: Direction; done: string; found: string }) =>
      `Migration ${d.migration} was interrupted ${d.direction === 'forwards' ? '' : 'on its way back '}at operation ${d.number} of ${d.of}, '${d.operation}', on database '${d.database}'. ${d.done} ${d.found}`,
    hint: 'Bring the database to where it was before that operation, or behind it. Then `nuages migrate --resume again` does the operation once more, and `--resume done` goes on behind it.',
  },
  EDITED: {
    status: null,
    message: (d: { migration: string; database: string; what: string; isPartly: boolean }) =>
      `Migration ${d.migration} was edited after ${d.isPartly ? 'a part of it' : 'it'} was applied to database '${d.database}': ${d.what}. Nothing was changed.`,
    hint: 'Take the edit back and write it as a migration of its own. Where the database is as the file says now, accept it with `nuages migrate --accept-edited APP.NAME`.',
  },
  MISSING_FILE: {
    status: null,
    message: (d: { migration: string; dependency: string; database: string; at: string }) =>
      `Migration ${d.migration} depends on ${d.dependency}, which database '${d.database}' has applied (${d.at}), but whose file is gone.`,
    hint: 'Restore the file, from version control or from whoever wrote it. Where it was squashed, let the dependency name what replaces it.',
  },
  HALF_WITHOUT_FILE: {
    status: null,
    message: ({ migration, database }: { migration: string; database: string }) =>
      `Migration ${migration} was interrupted on database '${database}', where a part of it stands, and its file is gone. Nothing was changed.`,
    hint: 'Restore the file and run `nuages migrate`; delete it then. Where its part was done with by hand, `nuages migrate --prune APP` forgets it.',
  },
  NO_LOCK: {
    status: null,
    message: ({ database }: { database: string }) =>
      `Somebody else changes the tables of database '${database}', and the wait for them was ended. Nothing was changed.`,
    hint: 'Run it again when they are done.',
  },
  UNANSWERED_RENAME: {
    status: null,
    message: (d: { model: string; from: string; to: string }) =>
      `Was the field '${d.from}' of ${d.model} renamed to '${d.to}', or removed and another one added? Removing it would drop its data, so nothing was written. If it was renamed: --rename ${d.model.toLowerCase()}.${d.from}=${d.to}; if not: --rename ${d.model.toLowerCase()}.${d.from}=`,
    hint: 'Say which with `--rename`; an answer that others need as well goes into `migration-answers.ts`.',
  },
  UNANSWERED_MODEL_RENAME: {
    status: null,
    message: (d: { from: string; to: string }) =>
      `Was the model ${d.from} renamed to ${d.to}, or removed and another one added? Removing it would drop its rows, so nothing was written. If it was renamed: --rename ${d.from.toLowerCase()}=${d.to.slice(d.to.indexOf('.') + 1)}; if not: --rename ${d.from.toLowerCase()}=`,
    hint: 'Say which with `--rename`; an answer that others need as well goes into `migration-answers.ts`.',
  },
  UNANSWERED_FILL: {
    status: null,
    message: (d: { model: string; field: string; why: string }) =>
      `Rows of ${d.model} that are there already need a value for '${d.field}': ${d.why}. Nothing was written. To give one: --fill ${d.model.toLowerCase()}.${d.field}=VALUE`,
    hint: 'Give one with `--fill` (JSON or text), or give the field a `default`, a `dbDefault` or `null: true`.',
  },
  UNANSWERED_MERGE: {
    status: null,
    message: (d: {
      app: string
      key: string
      clashes: readonly { readonly first: string; readonly second: string }[]
    }) =>
      `The branches of app '${d.app}' touch the same things (${d.clashes.map(({ first, second }) => `${first} | ${second}`).join('; ')}), so that somebody has to say whether they may be joined. Nothing was written. Where their order does not matter: --merge-anyway ${d.key}`,
    hint: 'Look at both. Say `--merge-anyway` where their order does not matter; else make one depend on the other, and correct it.',
  },
  BAD_ANSWER: {
    status: null,
    message: ({ flag, answer }: { flag: string; answer: string }) => `'${answer}' is no answer for ${flag}.`,
    hint: 'Renames read `app.model.old=new` or `app.old=new`, fills `app.model.field=value`, merges `app.leaf+leaf`, drops `app.model` or `app.model.field`.',
  },
  BAD_ANSWERS_FILE: {
    status: null,
    message: ({ file, problem }: { file: string; problem: string }) =>
      `The answers in ${file} cannot be used: ${problem}. Nothing was written.`,
    hint: "It has `export default answers({ renames, fills, merges, drops })`, each by the name of what it is about: 'news.article.title'.",
  },
  BAD_FILL: {
    status: null,
    message: ({ field, reason }: { field: string; reason: string }) =>
      `The value to fill ${field} with does not fit it: ${reason}`,
    hint: 'Give a value that the field itself would accept.',
  },
  BAD_DEFAULT: {
    status: null,
    message: ({ field, reason }: { field: string; reason: string }) =>
      `The default of ${field} in the database (\`dbDefault\`) does not fit it: ${reason}`,
    hint: 'Give a value that the field itself would accept.',
  },
  UNWRITABLE: {
    status: null,
    message: ({ where, what }: { where: string; what: string }) =>
      `A migration file cannot hold ${what} (at ${where}): only plain data can be written down.`,
    hint: 'Use strings, numbers, booleans, null, lists and plain objects.',
  },
  FILE_EXISTS: {
    status: null,
    message: ({ file }: { file: string }) => `The migration ${file} exists already; it was left as it is.`,
    hint: 'Give the new one another name with `--name`.',
  },
  BAD_NAME: {
    status: null,
    message: ({ name }: { name: string }) => `'${name}' is no name for a migration file.`,
    hint: 'Use letters, digits and underscores, at most 200 of them.',
  },
  NO_FOLDER: {
    status: null,
    message: ({ app }: { app: string }) => `App '${app}' says no folder, so there is no place for its migrations.`,
    hint: 'Define it with `dir: import.meta.dirname`.',
  },
  PARTLY_REPLACED: {
    status: null,
    message: (d: { database: string; migration: string; missing: readonly string[] }) =>
      `Database '${d.database}' has applied only a part of what ${d.migration} replaces; missing: ${d.missing.join(', ')}.`,
    hint: 'Apply the missing migrations with the version of the application (or of Django) that still has them.',
  },
  NO_TABLES: {
    status: null,
    message: ({ database }: { database: string }) =>
      `Database '${database}' has no tables beside those of models that the project has already.`,
    hint: 'Look at its URL; name tables to have their models all the same, or ask for views with `--include-views`.',
  },
  UNKNOWN_TABLE: {
    status: null,
    message: (d: { database: string; table: string; near: string }) =>
      `Database '${d.database}' has no table or view '${d.table}'${d.near}.`,
    hint: 'Write the name as the database has it, perhaps with `*` for any letters; leave it out for all tables.',
  },
  STILL_REPLACED: {
    status: null,
    message: ({ migration, replaced }: { migration: string; replaced: readonly string[] }) =>
      `The history was not pruned: ${migration} stands for ${replaced.join(', ')}, and may be recorded under these names only.`,
    hint: 'Apply it everywhere, take its `replaces` out of the file, and prune then.',
  },
  NOT_ADDITIVE: {
    status: null,
    message: (d: { app: string; table: string; problem: string }) =>
      `Table '${d.table}' of app '${d.app}', which has no migrations, differs from its model in more than something new: ${d.problem}.`,
    hint: 'Run `nuages makemigrations` for an app whose data matters; in development, delete the database file and start again.',
  },
})
