import { relative } from 'node:path'
import type { Command } from 'commander'
import { squashMigrations as squash } from '../../../data/migrations/index.ts'
import { migrationApps } from '../../project/index.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface Flags {
  readonly squashedName?: string
  readonly optimize: boolean
  readonly dryRun?: boolean
}

/** `nuages squashmigrations`: one migration for several. */
export function squashMigrations(program: Command): void {
  program
    .command('squashmigrations <app> <first> [last]')
    .description('Write one migration that stands for several: from <first> to [last], or up to the one named.')
    .option('--squashed-name <name>', 'the name of the migration, without its number')
    .option('--no-optimize', 'keep every operation as it is, one after the other')
    .option('--dry-run', 'print the file instead of writing it')
    .action(async (app: string, first: string, last: string | undefined, flags: Flags, command: Command) => {
      await withProject(command, async (project) => {
        const made = await squash({
          orm: project.orm,
          apps: migrationApps(project),
          app,
          ...(last !== undefined && { from: first }),
          to: last ?? first,
          ...(flags.squashedName !== undefined && { name: flags.squashedName }),
          optimize: flags.optimize,
          dryRun: flags.dryRun === true,
        })
        terminal.print(relative(process.cwd(), made.file))
        terminal.print(`  stands for ${made.replaces.join(', ')}`)
        terminal.print(`  ${made.before} operations became ${made.after}`)
        const copied = made.functions === 1 ? 'data migration was copied' : 'data migrations were copied'
        if (made.functions > 0) terminal.print(`  ${made.functions} ${copied}: look at the notes above them`)
        if (flags.dryRun) terminal.print(`\n${made.source}`)
        else
          terminal.print(
            'Commit it and leave the old files in place. When every database has it, delete them and the line `replaces`.',
          )
      })
    })
}
