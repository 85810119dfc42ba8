import { Command, CommanderError } from 'commander'
import { version } from '../../base/settings/index.ts'
import { check } from './commands/check.ts'
import { collectStaticCommand } from './commands/collectstatic.ts'
import { compileMessages } from './commands/compilemessages.ts'
import { createSuperuser } from './commands/createsuperuser.ts'
import { dev } from './commands/dev.ts'
import { drift } from './commands/drift.ts'
import { dumpdata } from './commands/dumpdata.ts'
import { generateSecret } from './commands/generate-secret.ts'
import { inspectDb } from './commands/inspectdb.ts'
import { loaddata } from './commands/loaddata.ts'
import { makeMessages } from './commands/makemessages.ts'
import { makeMigrations } from './commands/makemigrations.ts'
import { migrate } from './commands/migrate.ts'
import { shell } from './commands/shell.ts'
import { showMigrations } from './commands/showmigrations.ts'
import { sqlMigrate } from './commands/sqlmigrate.ts'
import { squashMigrations } from './commands/squashmigrations.ts'
import { start } from './commands/start.ts'
import { complainOf } from './terminal.ts'

/** A command adds itself, its flags and its action to the program. */
export type AddCommand = (program: Command) => void

const commands: readonly AddCommand[] = [
  dev,
  start,
  makeMigrations,
  migrate,
  showMigrations,
  sqlMigrate,
  drift,
  dumpdata,
  loaddata,
  inspectDb,
  squashMigrations,
  makeMessages,
  compileMessages,
  collectStaticCommand,
  createSuperuser,
  shell,
  check,
  generateSecret,
]

/** The program `nuages` with all of its commands. */
export function program(): Command {
  const nuages = new Command('nuages')
    .description('The command line of a nuages project.')
    .version(version())
    .option('--dir <folder>', 'the folder of nuages.config.ts, or one inside it', process.cwd())
    .showSuggestionAfterError()
    .showHelpAfterError('(nuages --help lists the commands)')
    .exitOverride()
  for (const add of commands) add(nuages)
  for (const command of nuages.commands) command.showHelpAfterError(`(nuages ${command.name()} --help tells how)`)
  return nuages
}

/**
 * Runs one command and gives the exit code: 0 when it did what was asked, 1 when it refused or failed, 2 for wrong flags.
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(args as string[], { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    complainOf(error)
    return 1
  }
}
