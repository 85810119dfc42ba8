import type { Finding } from '../../../../base/checks/index.ts'
import { isLoopback } from '../../../../web/mail/index.ts'
import { mailSettings } from '../../mail.ts'
import { type DeployCheck, finding } from './facts.ts'

const kept = 'Set MAIL_URL to an SMTP server: smtp://user:password@host:587.'

/** How mails go out; nothing where the project says that it sends none. */
export const checkMail: DeployCheck = ({ options, environment }) => {
  if (options.mail === false) return []
  const findings: Finding[] = []
  const { url, transport, from } = mailSettings(options)
  const address = environment.mailUrl ?? (transport === undefined ? url : undefined)
  if (address === undefined) {
    if (transport !== undefined) return []
    const message = 'No way is set by which mails are sent: sending one is an error.'
    return [
      finding('warning', 'mail.W001', 'MAIL_URL', message, `${kept} A project that sends none says \`mail: false\`.`),
    ]
  }
  const scheme = address.slice(0, address.indexOf(':'))
  if (scheme === 'console' || scheme === 'memory' || scheme === 'file') {
    const message = `With '${scheme}:' mails reach nobody.`
    findings.push(finding('warning', 'mail.W002', 'MAIL_URL', message, kept))
  }
  const parsed = URL.parse(address)
  if (parsed !== null && scheme === 'smtp' && !isLoopback(parsed.hostname)) {
    const tls = parsed.searchParams.get('tls')
    if (tls === 'none' || tls === 'optional') {
      const message = `With \`tls=${tls}\` mails, user and password can be read on their way to ${parsed.hostname}.`
      findings.push(finding('warning', 'mail.W003', 'MAIL_URL', message, 'Leave `tls` out, or take smtps:.'))
    }
  }
  if (environment.mailUrl === undefined && parsed !== null && parsed.password !== '') {
    const message =
      'The password of the mail server stands in nuages.config.ts, which everybody reads who reads the code.'
    findings.push(finding('warning', 'mail.W004', 'mail', message, 'Move the address to the environment: MAIL_URL.'))
  }
  if (from === undefined) {
    const message = 'Mails that do not say whom they are from cannot be sent.'
    const hint = "Set `mail: { from: 'Site <site@example.org>' }`."
    findings.push(finding('warning', 'mail.W005', 'mail.from', message, hint))
  }
  return findings
}
