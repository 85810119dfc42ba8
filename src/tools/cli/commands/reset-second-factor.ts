import type { Command } from 'commander'
import type { AnyUser } from '../../../apps/auth/index.ts'
import { untyped } from '../../../data/orm/index.ts'
import { cliErrors } from '../errors.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

/** `nuages reset-second-factor`: for a user who has lost phone and recovery codes. */
export function resetSecondFactorCommand(program: Command): void {
  program
    .command('reset-second-factor <username>')
    .description('Take away the authenticator apps and recovery codes of a user who has lost them.')
    .action(async (username: string, _flags: object, command: Command) => {
      await withProject(command, async ({ apps, orm }) => {
        const problem = (text: string) => cliErrors.WRONG_ANSWER({ what: 'reset-second-factor', problem: text })
        if (!apps.some(({ label }) => label === 'second_factor'))
          throw problem('the project has no app secondFactorApp.')
        const { resetSecondFactor } = await import('../../../apps/second-factor/index.ts')
        const { registry } = orm
        const { model } = registry.byLabel(registry.roles.get('user') ?? 'auth.user')!
        const user = (await untyped(model).filter({ username }).first()) as unknown as AnyUser | null
        if (user === null) throw problem(`there is no user '${username}'.`)
        await resetSecondFactor(user)
        terminal.print(`${username} logs in without a second factor now.`)
      })
    })
}
