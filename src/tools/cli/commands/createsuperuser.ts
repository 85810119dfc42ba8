import type { Command } from 'commander'
import { ValidationError } from '../../../base/schema/index.ts'
import { cliErrors } from '../errors.ts'
import { ask, terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface Flags {
  readonly username?: string
  readonly email?: string
  readonly input: boolean
}

/** The password from the environment or a prompt: never from a flag, which other users of the machine could read. */
async function readPassword(input: boolean): Promise<string> {
  const given = process.env['NUAGES_SUPERUSER_PASSWORD'] ?? process.env['DJANGO_SUPERUSER_PASSWORD']
  if (given !== undefined) return given
  const flag = 'NUAGES_SUPERUSER_PASSWORD'
  if (!input) throw cliErrors.NO_TERMINAL({ what: 'the password', flag })
  const password = await ask({
    message: 'Password',
    flag,
    secret: true,
    check: (text) => (text === '' ? 'A password is not empty.' : undefined),
  })
  const again = await ask({ message: 'Password again', flag, secret: true })
  if (password !== again) throw cliErrors.WRONG_ANSWER({ what: 'Password', problem: 'the two differ.' })
  return password
}

/** `nuages createsuperuser`: a user who may do everything. */
export function createSuperuser(program: Command): void {
  program
    .command('createsuperuser')
    .description('Make a user who may do everything in the admin.')
    .option('-u, --username <name>', 'its name (NUAGES_SUPERUSER_USERNAME)')
    .option('-e, --email <address>', 'its e-mail address (NUAGES_SUPERUSER_EMAIL); may be empty')
    .option('--no-input', 'ask nothing: every value comes from a flag or the environment')
    .addHelpText('after', '\nThe password is asked for, or read from NUAGES_SUPERUSER_PASSWORD.')
    .action(async (flags: Flags, command: Command) => {
      await withProject(command, async () => {
        const auth = await import('../../../apps/auth/index.ts')
        const value = async (
          message: string,
          flag: string,
          given: string | undefined,
          optional: boolean,
        ): Promise<string> => {
          if (given !== undefined) return given
          if (!flags.input) {
            if (optional) return ''
            throw cliErrors.NO_TERMINAL({ what: message.toLowerCase(), flag })
          }
          return await ask({
            message,
            flag,
            check: (text) => (text === '' && !optional ? `${message} is not empty.` : undefined),
          })
        }
        const username = await value(
          'Username',
          '--username',
          flags.username ?? process.env['NUAGES_SUPERUSER_USERNAME'],
          false,
        )
        const email = await value(
          'E-mail address',
          '--email',
          flags.email ?? process.env['NUAGES_SUPERUSER_EMAIL'],
          true,
        )
        const password = await readPassword(flags.input)
        try {
          await auth.createSuperuser({ username, email, password })
        } catch (error) {
          if (!(error instanceof ValidationError)) throw error
          throw cliErrors.WRONG_ANSWER({ what: 'The user was not made', problem: error.message }, { cause: error })
        }
        terminal.print(`Superuser ${username} is there.`)
      })
    })
}
