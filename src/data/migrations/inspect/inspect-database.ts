import { didYouMean, NuagesError } from '../../../base/errors/index.ts'
import { type Database, type DatabaseDescription, introspect } from '../../drivers/index.ts'
import { databaseTitle } from '../../query/index.ts'
import { migrationErrors } from '../errors.ts'
import { detailed } from './details.ts'
import { noteDifferences } from './differences.ts'
import type { Drafts, KnownModel } from './draft.ts'
import { listed } from './keys.ts'
import { draftModels } from './models.ts'
import { registryOf } from './runtime.ts'
import { writeModels } from './write-models.ts'

export interface InspectOptions {
  /** Tables and views by name, `*` for any letters; all tables where left out. */
  readonly tables?: readonly string[]
  /** Views, too, as models that migrations leave alone. */
  readonly includeViews?: boolean
  /** The label of the app that the models are for: with 'news', `news_article` is `Article`. */
  readonly app?: string
  /** Models that migrations may change; without it each says `managed: false`. */
  readonly managed?: boolean
  /** Models that there are already: relations point at them, and their tables are only written where they are asked for by name. */
  readonly known?: readonly KnownModel[]
}

/** Models that were read from a database. */
export interface InspectedModels {
  /** The file: TypeScript. */
  readonly source: string
  readonly models: readonly { readonly name: string; readonly table: string }[]
}

/**
 * Reads the schema of a database, whoever made it, and writes the models of it: one file of TypeScript. What models cannot say
 * stands in it as a comment. Throws `NUAGES_MIGRATIONS_UNKNOWN_TABLE` and `NUAGES_MIGRATIONS_NO_TABLES`.
 *
 * ```ts
 * const { source } = await inspectDatabase(database, { app: 'news' })
 * ```
 */
export async function inspectDatabase(database: Database, options: InspectOptions = {}): Promise<InspectedModels> {
  const { description, notes } = await detailed(database, await introspect(database))
  const { app = null, managed = false, known = [] } = options
  const others = known.filter(({ info }) => info.app !== app)
  const chosen = choose(description, options, others, database.name)
  const written = new Set([...chosen.tables, ...chosen.views].map(({ name }) => name))
  const rest = others.filter(({ info }) => !written.has(info.table))
  const drafts = draftModels(chosen, { database: database.database, app, known: rest, notes })
  const introduction = [...introductionOf(databaseTitle(database.database), managed)]
  if (drafts.left.length > 0)
    introduction.push(`Left out, for want of a column that could be a model's key: ${listed(drafts.left)}.`)
  introduction.push(...(await checked(drafts, app ?? 'app', others, managed ? database : null)))
  return {
    source: writeModels(drafts.models, { app, managed, introduction }),
    models: drafts.models.map(({ name, table }) => ({ name, table: table.name })),
  }
}

/** Builds the models as a program would. What is to be said of all of them: that they do not start, or where tables differ. */
async function checked(
  drafts: Drafts,
  app: string,
  known: readonly KnownModel[],
  database: Database | null,
): Promise<readonly string[]> {
  try {
    const registry = registryOf(drafts.models, app, known)
    return database === null ? [] : await noteDifferences(drafts, app, registry, database)
  } catch (error) {
    if (!(error instanceof NuagesError)) throw error
    return [`They do not start as they are: ${error.message}`]
  }
}

/** Tables that are the framework's own, and no models of anybody. */
const internal = new Set(['django_migrations', 'nuages_migrations'])

function choose(
  { tables, views }: DatabaseDescription,
  { tables: names = [], includeViews = false }: InspectOptions,
  known: readonly KnownModel[],
  database: string,
): DatabaseDescription {
  if (names.length === 0) {
    const theirs = new Set(known.map(({ info }) => info.table))
    const own = tables.filter(({ name }) => !theirs.has(name) && !internal.has(name))
    if (own.length === 0 && !(includeViews && views.length > 0)) throw migrationErrors.NO_TABLES({ database })
    return { tables: own, views: includeViews ? views : [] }
  }
  const patterns = names.map((name) => ({ name, pattern: patternOf(name) }))
  const all = [...tables, ...views].map(({ name }) => name)
  for (const { name, pattern } of patterns)
    if (!all.some((each) => pattern.test(each)))
      throw migrationErrors.UNKNOWN_TABLE({ database, table: name, near: didYouMean(name, all) })
  const isAsked = ({ name }: { readonly name: string }) => patterns.some(({ pattern }) => pattern.test(name))
  return { tables: tables.filter(isAsked), views: views.filter(isAsked) }
}

function patternOf(name: string): RegExp {
  return new RegExp(`^${name.split('*').map(RegExp.escape).join('.*')}$`, 's')
}

function introductionOf(title: string, managed: boolean): readonly string[] {
  const about = `Models of the tables that are in a database of ${title}, as \`nuages inspectdb\` read them. They are a beginning: give names that say more, and say what happens when a row goes (\`onDelete\`) where the database does not.`
  return managed
    ? [about]
    : [
        about,
        '`managed: false` keeps migrations away from the tables. To take them over, remove it, write the first migration with `nuages makemigrations`, and record it where the tables are: `nuages migrate --fake-initial`.',
      ]
}
