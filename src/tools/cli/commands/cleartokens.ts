import type { Command } from 'commander'
import { use } from '../../../base/context/index.ts'
import { appsService } from '../../../base/settings/index.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

/** `nuages cleartokens`: deletes the tokens that have ended a while ago. */
export function clearTokens(program: Command): void {
  program
    .command('cleartokens')
    .description('Delete tokens that expired or were revoked 30 days ago or earlier. To be run once a day.')
    .action(async (_options: unknown, command: Command) => {
      await withProject(command, async () => {
        if (!use(appsService).some(({ label }) => label === 'tokens'))
          return terminal.print('The project has no tokens.')
        const count = await (await import('../../../apps/tokens/index.ts')).clearTokens()
        terminal.print(count === 1 ? '1 token was deleted.' : `${count} tokens were deleted.`)
      })
    })
}
