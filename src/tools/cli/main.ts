import { Command, CommanderError } from 'commander'
import { version } from '../../base/settings/index.ts'
import { complainOf } from './terminal.ts'

/** A command adds itself, its flags and its action to the program. */
export type AddCommand = (program: Command) => void

/** Each command loads what it needs when it is asked for: a primary of workers stays small, and all of them start sooner. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  dev: async () => (await import('./commands/dev.ts')).dev,
  start: async () => (await import('./commands/start.ts')).start,
  worker: async () => (await import('./commands/worker.ts')).worker,
  tasks: async () => (await import('./commands/tasks.ts')).tasks,
  makemigrations: async () => (await import('./commands/makemigrations.ts')).makeMigrations,
  migrate: async () => (await import('./commands/migrate.ts')).migrate,
  showmigrations: async () => (await import('./commands/showmigrations.ts')).showMigrations,
  sqlmigrate: async () => (await import('./commands/sqlmigrate.ts')).sqlMigrate,
  drift: async () => (await import('./commands/drift.ts')).drift,
  dumpdata: async () => (await import('./commands/dumpdata.ts')).dumpdata,
  loaddata: async () => (await import('./commands/loaddata.ts')).loaddata,
  inspectdb: async () => (await import('./commands/inspectdb.ts')).inspectDb,
  squashmigrations: async () => (await import('./commands/squashmigrations.ts')).squashMigrations,
  makemessages: async () => (await import('./commands/makemessages.ts')).makeMessages,
  compilemessages: async () => (await import('./commands/compilemessages.ts')).compileMessages,
  collectstatic: async () => (await import('./commands/collectstatic.ts')).collectStaticCommand,
  orphans: async () => (await import('./commands/orphans.ts')).orphansCommand,
  search: async () => (await import('./commands/search.ts')).searchCommand,
  'remove-stale-contenttypes': async () => (await import('./commands/stale-contenttypes.ts')).staleContentTypes,
  createsuperuser: async () => (await import('./commands/createsuperuser.ts')).createSuperuser,
  'reset-second-factor': async () => (await import('./commands/reset-second-factor.ts')).resetSecondFactorCommand,
  sendtestemail: async () => (await import('./commands/sendtestemail.ts')).sendTestEmail,
  shell: async () => (await import('./commands/shell.ts')).shell,
  'generate-secret': async () => (await import('./commands/generate-secret.ts')).generateSecret,
  clearsessions: async () => (await import('./commands/clearsessions.ts')).clearSessions,
  clearauthevents: async () => (await import('./commands/clearauthevents.ts')).clearAuthEventsCommand,
  cleartokens: async () => (await import('./commands/cleartokens.ts')).clearTokens,
  'generate-jwt-key': async () => (await import('./commands/generate-jwt-key.ts')).generateJwtKey,
  cache: async () => (await import('./commands/cache.ts')).cache,
  check: async () => (await import('./commands/check.ts')).check,
}

/** The program `nuages` with those of its commands that a line names, or all of them. */
export async function program(args: readonly string[] = []): Promise<Command> {
  const nuages = new Command('nuages')
    .description('The command line of a nuages project.')
    .version(version())
    .option('--dir <folder>', 'the folder of nuages.config.ts, or one inside it', process.cwd())
    .showSuggestionAfterError()
    .showHelpAfterError('(nuages --help lists the commands)')
    .exitOverride()
  const named = Object.keys(commands).filter((name) => args.includes(name))
  for (const name of named.length > 0 && !args.includes('help') ? named : Object.keys(commands))
    (await commands[name]!())(nuages)
  for (const command of nuages.commands) command.showHelpAfterError(`(nuages ${command.name()} --help tells how)`)
  return nuages
}

/**
 * Runs one command and gives the exit code: 0 when it did what was asked, 1 when it refused or failed, 2 for wrong flags.
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const nuages = await program(args)
    await nuages.parseAsync(args as string[], { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    complainOf(error)
    return 1
  }
}
