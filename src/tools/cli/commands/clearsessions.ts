import type { Command } from 'commander'
import { sessionStoreService } from '../../../apps/sessions/index.ts'
import { tryUse } from '../../../base/context/index.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

/** `nuages clearsessions`: deletes the sessions that have expired. */
export function clearSessions(program: Command): void {
  program
    .command('clearsessions')
    .description(
      'Delete sessions that have expired, where they are kept in the database or in files. To be run once a day.',
    )
    .action(async (_options: unknown, command: Command) => {
      await withProject(command, async () => {
        const store = tryUse(sessionStoreService)
        if (store === undefined) return terminal.print('The project has no sessions.')
        const count = await store.clearExpired()
        terminal.print(count === 1 ? '1 expired session was deleted.' : `${count} expired sessions were deleted.`)
      })
    })
}
