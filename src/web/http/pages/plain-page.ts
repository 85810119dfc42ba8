import { STATUS_CODES } from 'node:http'
import type { LightResponse } from '../response.ts'
import { page } from './layout.ts'

/** What a visitor can do about it. */
const advice: Readonly<Record<number, string>> = {
  400: 'The server could not understand this request. Going back and trying again may help.',
  401: 'Sign in to see this page.',
  403: 'You do not have access to this page.',
  404: 'There is no page at this address. It may have moved, or the address may have a typing mistake.',
  405: 'This address does not take that kind of request.',
  413: 'What was sent is too large. Try a smaller file or a shorter text.',
  415: 'What was sent is of a kind that this address does not take.',
  429: 'Too many requests in a short time. Wait a moment and try again.',
  500: 'Something went wrong on our side. It has been noted; please try again later.',
  503: 'The service is not available at the moment. Please try again later.',
}

/** The page that visitors see: the status and what to do, and nothing of what happened inside. */
export function plainPage(status: number): LightResponse {
  const title = STATUS_CODES[status] ?? 'Error'
  const text = advice[status] ?? (status >= 500 ? advice[500]! : advice[400]!)
  return page(
    status,
    title,
    `<main class="plain"><p class="status">${status}</p><h1>${title}</h1><p>${text}</p></main>`,
  )
}
