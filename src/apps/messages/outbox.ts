import { parseCookies } from '../../web/http/index.ts'
import { defaultTags, type Message } from './message.ts'
import { messagesAdded } from './request-messages.ts'
import { cookieSigner, readCookie } from './storage.ts'

/** What was added while `work` ran, by any request: for tests. */
export async function collectMessages(work: () => unknown): Promise<readonly Message[]> {
  const found: Message[] = []
  const stop = messagesAdded.subscribe(({ message }) => found.push(message))
  try {
    await work()
  } finally {
    stop()
  }
  return found
}

export interface GetMessagesOptions {
  /** The name of the cookie. Default 'messages'. */
  readonly cookie?: string
  /** What signed it. Default: the current project's secret key. */
  readonly key?: string
}

/**
 * What an answer leaves for the next page, as its cookie has it: for tests, `assert.equal((await getMessages(response))[0]?.text, 'Saved.')`. What went into the
 * session is not among it, nor what the answer's own page has shown: `collectMessages` hears those.
 */
export async function getMessages(response: Response, options: GetMessagesOptions = {}): Promise<readonly Message[]> {
  const { cookie: name = 'messages', key } = options
  const sent = response.headers.getSetCookie().find((line) => line.startsWith(`${name}=`))
  if (sent === undefined) return []
  const value = new Map(parseCookies(sent.slice(0, sent.indexOf(';')))).get(name) ?? ''
  const signer = cookieSigner(key === undefined ? undefined : { key, fallbackKeys: [] })
  return readCookie(value, signer, defaultTags).messages
}
