import { type Command, InvalidArgumentError } from 'commander'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface Flags {
  readonly olderThan?: number
}

/** `nuages clearauthevents`: deletes what happened to accounts long ago. */
export function clearAuthEventsCommand(program: Command): void {
  program
    .command('clearauthevents')
    .description('Delete events of accounts that are older than the project keeps them. To be run once a day.')
    .option('--older-than <days>', 'instead of `accounts.keepEvents` (365)', days)
    .action(async ({ olderThan }: Flags, command: Command) => {
      await withProject(command, async (project) => {
        if (!project.apps.some(({ label }) => label === 'accounts'))
          return terminal.print('The project has no accounts: `accountsApp` is not among its apps.')
        const { clearAuthEvents } = await import('../../../apps/accounts/index.ts')
        const count = await clearAuthEvents(olderThan)
        terminal.print(count === 1 ? '1 event was deleted.' : `${count} events were deleted.`)
      })
    })
}

function days(text: string): number {
  const count = Number(text)
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('Give a whole number of days.')
  return count
}
