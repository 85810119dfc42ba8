import { use } from '../../base/context/index.ts'
import { mailErrors } from './errors.ts'
import { type MailMessage, type MailOptions, mail } from './message/message.ts'
import { mailTemplatesService } from './services.ts'
import { textOfHtml } from './text-of-html.ts'

/** What a template does not give. */
export interface TemplateMailOptions extends Omit<MailOptions, 'subject' | 'text' | 'html'> {
  /** The recipient's language, which need not be that of the request: 'pt-br'. The one in force by default. */
  readonly language?: string
  /** IANA name of the recipient's time zone. The one in force by default. */
  readonly timeZone?: string
}

/**
 * Makes a mail from templates: of 'mail/welcome' the subject is mail/welcome.subject.txt, the text mail/welcome.txt and the HTML
 * mail/welcome.html. One of the two bodies may be missing; a text that is missing is made from the HTML. What variables print is escaped in the HTML alone;
 * line breaks of the subject become spaces. Rejects with `NUAGES_MAIL_NO_TEMPLATE`, and with what `mail()` throws.
 */
export async function mailFromTemplate(
  name: string,
  context: Readonly<Record<string, unknown>>,
  { language, timeZone, ...options }: TemplateMailOptions,
): Promise<MailMessage> {
  const templates = use(mailTemplatesService)
  const how = { ...(language !== undefined && { language }), ...(timeZone !== undefined && { timeZone }) }
  const render = (ending: string, escaping: boolean) =>
    templates.render(`${name}${ending}`, context, { ...how, escape: escaping })
  const subject = await render('.subject.txt', false)
  const text = await render('.txt', false)
  const html = await render('.html', true)
  const missing = [
    ...(subject === null ? [`${name}.subject.txt`] : []),
    ...(text === null && html === null ? [`${name}.txt or ${name}.html`] : []),
  ]
  if (missing.length > 0) throw mailErrors.NO_TEMPLATE({ name, missing })
  return mail({
    ...options,
    subject: subject!.replace(/\s+/g, ' ').trim(),
    text: text ?? textOfHtml(html!),
    ...(html !== null && { html }),
  })
}
