import type { Command } from 'commander'
import { loadDefinition, workOnTasks } from '../../project/index.ts'
import { countArgument, namesArgument } from '../arguments.ts'
import { projectDir } from '../with-project.ts'

interface Flags {
  readonly queues?: readonly string[]
  readonly concurrency?: number
}

/** `nuages worker`: runs background jobs until it is told to stop. */
export function worker(program: Command): void {
  program
    .command('worker')
    .description('Run background jobs until SIGTERM or Ctrl+C. NUAGES_ENV is production unless it says otherwise.')
    .option('-q, --queues <names>', 'the queues to take jobs from, separated by commas; all by default', namesArgument)
    .option('-c, --concurrency <number>', 'how many jobs run at once (`tasks.concurrency`; 10)', countArgument)
    .action(async (flags: Flags, command: Command) => {
      process.env['NUAGES_ENV'] ??= 'production'
      const { definition, dir } = await loadDefinition(projectDir(command))
      await workOnTasks(definition, { dir, ...flags })
    })
}
