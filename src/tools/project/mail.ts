import { provide } from '../../base/context/index.ts'
import { NuagesError } from '../../base/errors/index.ts'
import type { Environment } from '../../base/settings/index.ts'
import type { Orm } from '../../data/orm/index.ts'
import { type Report, tryCurrentRequest } from '../../web/http/index.ts'
import { withLocale, withTimeZone } from '../../web/i18n/index.ts'
import {
  Mailer,
  type MailerOptions,
  type MailMessage,
  type MailTemplates,
  type MailTransport,
  mailService,
  mailTemplatesService,
  openMail,
} from '../../web/mail/index.ts'
import type { Engine } from '../../web/templates/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'
import { mailPages } from './mail-pages/index.ts'
import { type EngineParts, projectEngine } from './templates.ts'

/** What a project says of its mails. */
export interface MailSettings
  extends Pick<MailerOptions, 'from' | 'admins' | 'managers' | 'subjectPrefix' | 'limits' | 'deliver'> {
  /** The transport: 'smtp://user:password@host:587', 'smtps://…', 'console:', 'file:./outbox'. `MAIL_URL` wins. */
  readonly url?: string
  /** A transport of the project's own, in the place of `url`. */
  readonly transport?: MailTransport
  /** Mails to look at under `nuages dev`, by name: `{ welcome: () => mailFromTemplate('mail/welcome', { … }, { to: 'ida@example.org' }) }`. */
  readonly previews?: Readonly<Record<string, () => MailMessage | Promise<MailMessage>>>
}

interface MailParts extends EngineParts {
  readonly engine: Engine
  readonly environment: Environment
  readonly orm: Orm
  readonly report: Report
}

/** What `options.mail` says, as settings. */
export function mailSettings({ mail = {} }: ProjectOptions): MailSettings {
  if (mail === false) return {}
  return typeof mail === 'string' ? { url: mail } : mail
}

/** The project's way to send mails, its templates for them, and in development the pages that show them. */
export function projectMail(parts: MailParts): Brought {
  const { options, environment, mode, orm, report } = parts
  const { url: _url, transport: _transport, previews = {}, ...settings } = mailSettings(options)
  const pages = mode === 'development' ? mailPages(previews) : null
  const mailer = new Mailer({
    ...(mode !== 'production' && { from: 'webmaster@localhost' }),
    ...settings,
    transport: transportOf(parts, environment),
    afterCommit: (work, using) => orm.database(using).onCommit(work),
    report: (error) => report(error, { request: tryCurrentRequest() ?? null, phase: 'commit' }),
    ...(pages !== null && { observe: pages.observe }),
  })
  const templates = mailTemplates(parts)
  return {
    services: [provide(mailService, mailer), provide(mailTemplatesService, templates)],
    ...(pages !== null && { middleware: [pages.middleware] }),
    async close() {
      templates.close()
      await mailer.close()
    },
  }
}

/** Tests never send: whatever is configured, mails stay in this process. */
function transportOf({ options, mode, dir }: MailParts, { mailUrl }: Environment): MailTransport | null {
  if (mode === 'test') return openMail('memory:')
  if (options.mail === false) return null
  const { url, transport } = mailSettings(options)
  const address = mailUrl ?? (transport === undefined ? url : undefined)
  if (address !== undefined) return openMail(address, { dir })
  return transport ?? (mode === 'production' ? null : openMail('console:'))
}

/** Renders by the project's templates: HTML by its engine, texts by one that escapes nothing, made when it is first needed. */
function mailTemplates(parts: MailParts): MailTemplates & { close(): void } {
  let plain: Engine | null = null
  return {
    async render(name, context, { escape: escaping, language, timeZone }) {
      plain ??= escaping ? null : projectEngine({ ...parts, autoescape: false })
      const engine = escaping ? parts.engine : plain!
      try {
        await engine.template(name)
      } catch (error) {
        if (error instanceof NuagesError && error.code === 'NUAGES_TEMPLATES_NOT_FOUND') return null
        throw error
      }
      const work = () => engine.render(name, context)
      const inZone = timeZone === undefined ? work : () => withTimeZone(timeZone, work)
      return await (language === undefined ? inZone() : withLocale(parts.translations.locale(language), inZone))
    },
    close: () => plain?.close(),
  }
}
