import { STATUS_CODES } from 'node:http'
import { type Wording, wording } from '../../../base/context/index.ts'
import { escapeHtml } from '../../../base/text/index.ts'
import type { LightResponse } from '../response.ts'
import { page } from './layout.ts'

/** What a visitor can do about it. */
function advice(locale: Wording): Readonly<Record<number, string>> {
  return {
    400: locale.gettext('The server could not understand this request. Going back and trying again may help.'),
    401: locale.gettext('Sign in to see this page.'),
    403: locale.gettext('You do not have access to this page.'),
    404: locale.gettext(
      'There is no page at this address. It may have moved, or the address may have a typing mistake.',
    ),
    405: locale.gettext('This address does not take that kind of request.'),
    413: locale.gettext('What was sent is too large. Try a smaller file or a shorter text.'),
    414: locale.gettext('The address is too long. Going back and sending less may help.'),
    415: locale.gettext('What was sent is of a kind that this address does not take.'),
    429: locale.gettext('Too many requests in a short time. Wait a moment and try again.'),
    431: locale.gettext(
      'Your browser sent too much along with the address. Deleting the cookies of this site may help.',
    ),
    500: locale.gettext('Something went wrong on our side. It has been noted; please try again later.'),
    503: locale.gettext('The service is not available at the moment. Please try again later.'),
  }
}

/** What a status is called, in the language in force: 'Not Found'. */
function titleOf(status: number, locale: Wording): string {
  const titles: Readonly<Record<number, string>> = {
    400: locale.gettext('Bad Request'),
    401: locale.gettext('Unauthorized'),
    403: locale.gettext('Forbidden'),
    404: locale.gettext('Not Found'),
    405: locale.gettext('Method Not Allowed'),
    413: locale.gettext('Payload Too Large'),
    414: locale.gettext('Address Too Long'),
    415: locale.gettext('Unsupported Media Type'),
    429: locale.gettext('Too Many Requests'),
    431: locale.gettext('Request Header Fields Too Large'),
    500: locale.gettext('Internal Server Error'),
    503: locale.gettext('Service Unavailable'),
  }
  return titles[status] ?? STATUS_CODES[status] ?? locale.gettext('Error')
}

/** The page that visitors see: the status and what to do, and nothing of what happened inside. */
export function plainPage(status: number): LightResponse {
  const locale = wording()
  const title = titleOf(status, locale)
  const texts = advice(locale)
  const text = texts[status] ?? (status >= 500 ? texts[500]! : texts[400]!)
  return page(
    status,
    escapeHtml(title),
    `<main class="plain"><p class="status">${status}</p><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></main>`,
    locale,
  )
}
