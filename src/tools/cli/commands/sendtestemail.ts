import type { Command } from 'commander'
import { use } from '../../../base/context/index.ts'
import { type MailMessage, mail, mailService } from '../../../web/mail/index.ts'
import { cliErrors } from '../errors.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface Flags {
  readonly admins?: boolean
  readonly managers?: boolean
}

/** `nuages sendtestemail`: sends a mail by the project's transport, and says what became of it. */
export function sendTestEmail(program: Command): void {
  program
    .command('sendtestemail [addresses...]')
    .description('Send a test mail to these addresses, to see that the settings for mails are right.')
    .option('--admins', 'send it to the addresses of `mail.admins`')
    .option('--managers', 'send it to the addresses of `mail.managers`')
    .action(async (addresses: readonly string[], flags: Flags, command: Command) => {
      await withProject(command, async ({ mode }) => {
        const mailer = use(mailService)
        const to = [
          ...addresses,
          ...(flags.admins === true ? mailer.admins : []),
          ...(flags.managers === true ? mailer.managers : []),
        ]
        if (to.length === 0)
          throw cliErrors.WRONG_ANSWER({ what: 'sendtestemail', problem: 'no address was given, and none is set.' })
        const { accepted, rejected } = await mailer.send(testMail(to, mode), { now: true })
        terminal.print(`Sent to ${accepted.join(', ')} through ${mailer.transport!.location}.`)
        if (rejected.length === 0) return
        terminal.complain(`The server refused ${rejected.join(', ')}.`)
        process.exitCode = 1
      })
    })
}

function testMail(to: readonly (string | { name: string; address: string })[], mode: string): MailMessage {
  return mail({
    to,
    subject: 'Test mail from nuages – ✓',
    text: `This mail was sent by \`nuages sendtestemail\` (${mode}). If it reads well, mails are set up.\n`,
  })
}
