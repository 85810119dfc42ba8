import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { inspectDatabase, type KnownModel } from '../../../data/migrations/index.ts'
import { isBattery, type Project } from '../../project/index.ts'
import { cliErrors } from '../errors.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface Flags {
  readonly database: string
  readonly includeViews?: boolean
  readonly app?: string
  readonly managed?: boolean
  readonly out?: string
  readonly force?: boolean
}

/** Where the models of the framework's own apps are imported from. */
const modules: Readonly<Record<string, string>> = { auth: 'nuages/auth', contenttypes: 'nuages/auth' }

/** The models that come with the apps of the project. */
function modelsOfBatteries(project: Project): KnownModel[] {
  const labels = new Set(project.apps.filter(isBattery).map(({ label }) => label))
  return project.orm.registry.models
    .filter((info) => labels.has(info.app) && info.concrete === info)
    .map((info) => ({ info, from: info.automatic ? null : (modules[info.app] ?? null) }))
}

/** `nuages inspectdb`: models of the tables that a database has. */
export function inspectDb(program: Command): void {
  program
    .command('inspectdb [tables...]')
    .description("Write the models of a database that is there already; of all tables, or of those named ('news_*').")
    .option('--database <name>', "the project's database to read", 'default')
    .option('--include-views', 'views, too')
    .option('--app <label>', "the app that the models are for: with 'news', news_article is Article")
    .option('--managed', 'models that migrations may change, without `managed: false`')
    .option('--out <file>', 'a file to write, instead of printing')
    .option('--force', 'write over a file that is there')
    .action(async (tables: readonly string[], flags: Flags, command: Command) => {
      await withProject(command, async (project) => {
        const file = flags.out === undefined ? null : resolve(flags.out)
        if (file !== null && flags.force !== true && existsSync(file))
          throw cliErrors.FILE_EXISTS({ file: shown(file) })
        const { source, models } = await inspectDatabase(project.orm.database(flags.database), {
          tables,
          includeViews: flags.includeViews === true,
          managed: flags.managed === true,
          known: modelsOfBatteries(project),
          ...(flags.app !== undefined && { app: flags.app }),
        })
        if (file === null) terminal.print(source.trimEnd())
        else {
          mkdirSync(dirname(file), { recursive: true })
          writeFileSync(file, source)
          terminal.print(`${shown(file)}: ${models.length} ${models.length === 1 ? 'model' : 'models'}`)
        }
      })
    })
}

const shown = (file: string) => relative(process.cwd(), file)
