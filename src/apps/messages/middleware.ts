import {
  type CookieOptions,
  defineMiddleware,
  type HttpRequest,
  type Middleware,
  varyBy,
} from '../../web/http/index.ts'
import { messagesErrors } from './errors.ts'
import { defaultTags, type LevelTags, messageLevels } from './message.ts'
import { type MessageSettings, RequestMessages } from './request-messages.ts'
import { cookieStorage, type MessageStorage, sessionStorage } from './storage.ts'

export interface FlashMessagesOptions {
  /**
   * Where messages wait: 'fallback' (a signed cookie, and what does not fit there in the session), 'cookie', 'session', or storages of one's own
   * in order. Default 'fallback', as in Django; a project without sessions has 'cookie'.
   */
  readonly storage?: 'fallback' | 'cookie' | 'session' | readonly MessageStorage[]
  /** Messages below it are not kept. Default 20, `messageLevels.info`. */
  readonly level?: number
  /** Classes of levels, beside or instead of the names of `messageLevels`: `{ 40: 'danger' }`. */
  readonly tags?: LevelTags
  readonly cookie?: Pick<CookieOptions, 'domain' | 'path' | 'secure' | 'sameSite'> & {
    /** Default 'messages'. */
    readonly name?: string
  }
  /** Signs the cookie. Default: the project's secret key. */
  readonly key?: string
  /** Secret keys of the past, that still read. */
  readonly fallbackKeys?: readonly string[]
}

const carried = Symbol('nuages.messages')
type Carrier = HttpRequest & { [carried]?: MessageSettings | RequestMessages }

/** The messages of a request: `messages(request).success('Saved.')`. Throws `NUAGES_MESSAGES_NO_MESSAGES` where no middleware has given it any. */
export function messages(request: HttpRequest): RequestMessages {
  const found = tryMessages(request)
  if (found === null) throw messagesErrors.NO_MESSAGES()
  return found
}

/** The same, or null where no middleware has given the request any. */
export function tryMessages(request: HttpRequest): RequestMessages | null {
  const carrier = request as Carrier
  const found = carrier[carried]
  if (found === undefined) return null
  return found instanceof RequestMessages ? found : (carrier[carried] = new RequestMessages(request, found))
}

/**
 * Gives every request its `messages`, and keeps them until a page has shown them. A request that neither adds nor shows any costs nothing. An answer
 * that fails (500) keeps nothing and takes nothing away. It stands inside of the sessions, where it uses them.
 */
export function flashMessages(options: FlashMessagesOptions = {}): Middleware {
  const settings: MessageSettings = {
    storages: storagesOf(options),
    tags: { ...defaultTags, ...options.tags },
    level: options.level ?? messageLevels.info,
  }
  return defineMiddleware({
    name: 'messages',
    before(request: Carrier) {
      request[carried] = settings
      return undefined
    },
    after(request: Carrier, response) {
      const found = request[carried]
      if (!(found instanceof RequestMessages) || !found.touched) return response
      varyBy(response, 'Cookie')
      return response.status >= 500 ? response : found.store(response).then(() => response)
    },
  })
}

function storagesOf(options: FlashMessagesOptions): readonly MessageStorage[] {
  const { storage = 'fallback', key, fallbackKeys = [] } = options
  if (typeof storage !== 'string') return storage
  const { name = 'messages', ...attributes } = options.cookie ?? {}
  const keys = key === undefined ? {} : { keys: { key, fallbackKeys } }
  const cookie = () => cookieStorage({ name, cookie: { sameSite: 'Lax', ...attributes }, ...keys })
  if (storage === 'cookie') return [cookie()]
  return storage === 'session' ? [sessionStorage()] : [cookie(), sessionStorage()]
}
