import { wording } from '../../base/context/index.ts'
import type { NuagesError } from '../../base/errors/index.ts'
import { escapeHtml } from '../../base/text/index.ts'
import { bareErrorPage } from '../http/index.ts'

/** The page for a form that could not be verified: what the visitor can do, and in development why. */
export function refusedPage(error: NuagesError, debug: boolean): Response {
  const locale = wording()
  const say = escapeHtml
  const title = escapeHtml(locale.gettext('The form could not be verified'))
  const why = debug
    ? `<p><strong>${escapeHtml(error.message)}</strong></p><p class="hint">${escapeHtml(error.hint)} <code>${error.code}</code></p>`
    : ''
  return bareErrorPage(
    403,
    title,
    `<main class="plain"><p class="status">403</p><h1>${title}</h1>
<p>${say(locale.gettext('Nothing was changed. For your safety this site takes forms only from its own pages, and could not make sure that this one was.'))}</p>
<ul><li>${say(locale.gettext('Go back, reload the page and send the form again. Signing in or out in another tab makes open forms expire.'))}</li>
<li>${say(locale.gettext('If that does not help, allow cookies for this site.'))}</li></ul>${why}</main>`,
    locale,
  )
}
