import type { Command } from 'commander'
import { stalePermissions } from '../../../apps/auth/index.ts'
import { relatedObjects, untyped } from '../../../data/orm/index.ts'
import { cliErrors } from '../errors.ts'
import { prompter } from '../prompter.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface Flags {
  readonly delete?: boolean
  readonly yes?: boolean
  readonly database: string
}

/** `nuages remove-stale-contenttypes`: rows that speak of models and permissions that the project does not have any more. */
export function staleContentTypes(program: Command): void {
  program
    .command('remove-stale-contenttypes')
    .description(
      'List content types whose model is gone, and permissions that no model declares, with what hangs on them.',
    )
    .option('--delete', 'delete them, with the permissions that groups and users have by them')
    .option('-y, --yes', 'delete without asking')
    .option('--database <name>', "the project's database to look at", 'default')
    .action(async ({ database, ...flags }: Flags, command: Command) => {
      await withProject(command, async ({ orm }) => {
        const { contentTypes, permissions } = await stalePermissions(orm, database)
        const types = () => untyped(orm.registry.byLabel('contenttypes.contenttype')!).using(database)
        for (const { pk, label } of contentTypes) {
          const related = await relatedObjects((await types().filter({ pk }).first())!)
          const hanging = related
            .filter(({ rows }) => rows.length > 0)
            .map(({ model, rows }) => `${rows.length} ${model.label}`)
          terminal.print(`content type ${label}${hanging.length === 0 ? '' : ` (with ${hanging.join(', ')})`}`)
        }
        for (const { name } of permissions) terminal.print(`permission ${name}`)
        const count = contentTypes.length + permissions.length
        if (count === 0) terminal.print('Nothing is stale.')
        if (count === 0 || flags.delete !== true) return
        if (flags.yes !== true) {
          if (!process.stdin.isTTY) throw cliErrors.NO_TERMINAL({ what: 'leave to delete rows', flag: '--yes' })
          if (!(await prompter.confirm('Delete all of these?'))) return
        }
        await untyped(orm.registry.byLabel('auth.permission')!)
          .using(database)
          .filter({ pk__in: permissions.map(({ pk }) => pk) })
          .delete()
        const [deleted] = await types()
          .filter({ pk__in: contentTypes.map(({ pk }) => pk) })
          .delete()
        terminal.print(`Deleted ${deleted + permissions.length} rows.`)
      })
    })
}
