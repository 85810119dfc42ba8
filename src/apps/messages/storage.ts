import { use } from '../../base/context/index.ts'
import { factsService } from '../../base/settings/index.ts'
import { BadSignature, TimestampSigner } from '../../base/signing/index.ts'
import { type CookieOptions, deleteCookie, type HttpRequest, setCookie } from '../../web/http/index.ts'
import { sessionOf } from '../sessions/index.ts'
import { decoded, encoded, type LevelTags, type Message } from './message.ts'

/** What a storage held for a request. */
export interface Kept {
  readonly messages: readonly Message[]
  /** Nothing lies in the next storage. */
  readonly complete: boolean
}

/** Where messages wait between the answer that makes them and the page that shows them. */
export interface MessageStorage {
  read(request: HttpRequest, tags: LevelTags): Promise<Kept>
  /** Keeps these instead of what it held, the oldest first, and gives back those that do not fit. With `last` the oldest are dropped for the newest instead. */
  write(
    request: HttpRequest,
    response: Response,
    messages: readonly Message[],
    place: { readonly held: boolean; readonly last: boolean },
  ): Promise<readonly Message[]>
}

export interface CookieStorageOptions {
  readonly name: string
  readonly cookie: CookieOptions
  /** Default: the project's secret key, and its old ones. */
  readonly keys?: { readonly key: string; readonly fallbackKeys: readonly string[] }
}

/** The longest value that is sent. Django's: a browser keeps 4,096 bytes for all of a cookie, its attributes too. */
const longestCookie = 2048
const finished = '__messagesnotfinished__'
/** A sentence or two of so many characters are sent as they are: to deflate them takes longer than to send them. */
const shortMessages = 300

function isLong(messages: readonly Message[]): boolean {
  return messages.reduce((length, { text }) => length + text.length, 0) > shortMessages
}

/**
 * In a signed cookie, in Django's form: a site that both frameworks answer for shows one's messages on the other's pages.
 * The visitor can read them, and cannot change them.
 */
export function cookieStorage({ name, cookie, keys }: CookieStorageOptions): MessageStorage {
  const signer = () => cookieSigner(keys)
  const written = (messages: readonly Message[], more: boolean) =>
    signer().signObject([...messages.map(encoded), ...(more ? [finished] : [])], { compress: isLong(messages) })

  return {
    async read(request, tags) {
      const value = request.cookie(name)
      return value === null ? { messages: [], complete: true } : readCookie(value, signer(), tags)
    },

    async write(request, response, messages, { last }) {
      if (messages.length === 0) {
        if (request.cookie(name) !== null) deleteCookie(response, name, cookie)
        return []
      }
      let from = 0
      let to = messages.length
      let value = written(messages, false)
      while (from < to && value.length > longestCookie) {
        if (last) from++
        else to--
        value = written(messages.slice(from, to), to < messages.length)
      }
      const kept = messages.slice(from, to)
      const rest = last ? [] : messages.slice(to)
      if (kept.length === 0 && rest.length === 0) {
        if (request.cookie(name) !== null) deleteCookie(response, name, cookie)
      } else setCookie(response, name, value, { ...cookie, httpOnly: true })
      return rest
    },
  }
}

/** In the visitor's session, under Django's name and in its form. */
export function sessionStorage(): MessageStorage {
  const name = '_messages'
  return {
    async read(request, tags) {
      return { messages: decoded(parsed(await sessionOf(request).get(name)), tags), complete: true }
    },
    async write(request, _response, messages, { held }) {
      const session = sessionOf(request)
      if (messages.length > 0) await session.set(name, JSON.stringify(messages.map(encoded)))
      else if (held) await session.delete(name)
      return []
    },
  }
}

/** Keys for cookies are not those for anything else. Django's. */
const purpose = 'django.http.cookies'

/** What signs the cookie: the given keys, or the project's. */
export function cookieSigner(keys: CookieStorageOptions['keys']): TimestampSigner {
  const { key, fallbackKeys } = keys ?? projectKeys()
  return new TimestampSigner(purpose + key, {
    salt: 'django.contrib.messages',
    fallbackKeys: fallbackKeys.map((old) => purpose + old),
  })
}

/** What a cookie says whose signature holds; nothing where it does not. */
export function readCookie(value: string, signer: TimestampSigner, tags: LevelTags): Kept {
  const list = value.length > longestCookie * 2 ? null : unsigned(signer, value)
  const more = Array.isArray(list) && list.at(-1) === finished
  return { messages: decoded(more ? (list as unknown[]).slice(0, -1) : list, tags), complete: !more }
}

function unsigned(signer: TimestampSigner, value: string): unknown {
  try {
    return signer.unsignObject(value)
  } catch (error) {
    if (error instanceof BadSignature || error instanceof SyntaxError) return null
    throw error
  }
}

function projectKeys() {
  const { secretKey, secretKeyFallbacks } = use(factsService)
  return { key: secretKey, fallbackKeys: secretKeyFallbacks }
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
