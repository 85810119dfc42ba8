export type { ComposedMail } from './compose.ts'
export { type MailFailure, mailErrors, mayPassLater } from './errors.ts'
export { mailFromTemplate, type TemplateMailOptions } from './from-template.ts'
export { defaultMailLimits, type MailLimits } from './limits.ts'
export { type Deliver, Mailer, type MailerOptions, type SendOptions, type Sent } from './mailer.ts'
export {
  type AddressesInput,
  type AddressInput,
  formatAddress,
  type MailAddress,
  parseAddress,
  parseAddresses,
} from './message/addresses.ts'
export type { Attachment, AttachmentInput } from './message/attachments.ts'
export type { HeadersInput } from './message/headers.ts'
export { MailMessage, type MailOptions, mail } from './message/message.ts'
export { mailAdmins, mailManagers, massMail, type NoticeOptions, outbox, sendMany } from './send.ts'
export { type MailTemplateHow, type MailTemplates, mailService, mailTemplatesService } from './services.ts'
export { textOfHtml } from './text-of-html.ts'
export { ConsoleTransport } from './transports/console.ts'
export { FileTransport } from './transports/file.ts'
export { MemoryTransport, Outbox } from './transports/memory.ts'
export { isLoopback, type OpenMailOptions, openMail } from './transports/open.ts'
export { type SmtpSettings, SmtpTransport } from './transports/smtp.ts'
export type { Delivery, MailTransport } from './transports/transport.ts'
