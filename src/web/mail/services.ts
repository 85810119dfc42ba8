import { type Service, service } from '../../base/context/index.ts'
import type { Mailer } from './mailer.ts'

/** How the current project sends mails. */
export const mailService: Service<Mailer> = service<Mailer>('way to send mails')

/** How one template of a mail is rendered. */
export interface MailTemplateHow {
  /** Escape what variables print: in HTML, not in texts. */
  readonly escape: boolean
  /** The recipient's language and time zone; those in force where absent. */
  readonly language?: string
  readonly timeZone?: string
}

/** Renders templates for mails: of whatever language templates are in. */
export interface MailTemplates {
  /** Null where there is no template of that name. */
  render(name: string, context: Readonly<Record<string, unknown>>, how: MailTemplateHow): Promise<string | null>
}

export const mailTemplatesService: Service<MailTemplates> = service<MailTemplates>('templates for mails')
