import { type Topic, topic } from '../../base/events/index.ts'
import type { SafeString } from '../../base/text/index.ts'
import { type HttpRequest, markPersonal } from '../../web/http/index.ts'
import { type LevelTags, type Message, makeMessage, messageLevels, mostMessages } from './message.ts'
import type { Kept, MessageStorage } from './storage.ts'

export interface MessageSettings {
  /** In order: what does not fit into one goes into the next. */
  readonly storages: readonly MessageStorage[]
  readonly tags: LevelTags
  /** Messages below it are not kept. */
  readonly level: number
}

export interface MessageOptions {
  /** Classes of the message's own: 'sticky'. */
  readonly tags?: string
}

/** A message that a view has added. */
export interface MessageEvent {
  readonly message: Message
  readonly request: HttpRequest
}

/** Messages as they are added: what an outbox of tests hears. */
export const messagesAdded: Topic<MessageEvent> = topic<MessageEvent>('nuages:message')

const personal = 'a message'

/**
 * What a request has to say: messages that earlier answers left, and those that its view adds. Nothing is read before a page asks;
 * adding costs nothing but the cookie. Semantics: Django's messages framework (https://docs.djangoproject.com/en/stable/ref/contrib/messages/).
 */
export class RequestMessages {
  readonly #request: HttpRequest
  readonly #settings: MessageSettings
  #level: number
  readonly #added: Message[] = []
  #reading: Promise<readonly Kept[]> | null = null
  #shown = false
  #shownCount = 0

  constructor(request: HttpRequest, settings: MessageSettings) {
    this.#request = request
    this.#settings = settings
    this.#level = settings.level
  }

  /** Messages below it are dropped, for the rest of this request. */
  get level(): number {
    return this.#level
  }

  set level(level: number) {
    this.#level = level
  }

  debug(text: string | SafeString, options?: MessageOptions): void {
    this.add(messageLevels.debug, text, options)
  }

  info(text: string | SafeString, options?: MessageOptions): void {
    this.add(messageLevels.info, text, options)
  }

  success(text: string | SafeString, options?: MessageOptions): void {
    this.add(messageLevels.success, text, options)
  }

  warning(text: string | SafeString, options?: MessageOptions): void {
    this.add(messageLevels.warning, text, options)
  }

  error(text: string | SafeString, options?: MessageOptions): void {
    this.add(messageLevels.error, text, options)
  }

  /** Adds a message of any level. Empty text and what is below the level in force are dropped. Throws `NUAGES_MESSAGES_BAD_LEVEL`. */
  add(level: number, text: string | SafeString, options: MessageOptions = {}): void {
    const message = makeMessage(level, text, options.tags ?? '', this.#settings.tags)
    if (message.text.length === 0 || level < this.#level) return
    this.#added.push(message)
    markPersonal(this.#request, personal)
    if (this.#added.length > mostMessages) this.#added.shift()
    if (messagesAdded.heard) messagesAdded.publish({ message, request: this.#request })
  }

  /** All that wait, which are then gone: for the page that shows them. Asked again in one request it gives the same. */
  async take(): Promise<readonly Message[]> {
    this.#shown = true
    const all = await this.#all()
    this.#shownCount = this.#added.length
    return all
  }

  /** All that wait, which go on waiting. */
  async peek(): Promise<readonly Message[]> {
    return this.#all()
  }

  /** Something was read or added: the answer is this visitor's own. */
  get touched(): boolean {
    return this.#shown || this.#added.length > 0 || this.#reading !== null
  }

  async #all(): Promise<readonly Message[]> {
    const kept = await this.#read()
    // A page that shows none may be anybody's.
    if (kept.some(({ messages }) => messages.length > 0)) markPersonal(this.#request, personal)
    return [...kept.flatMap(({ messages }) => messages), ...this.#added].slice(-mostMessages)
  }

  #read(): Promise<readonly Kept[]> {
    this.#reading ??= (async () => {
      const found: Kept[] = []
      for (const storage of this.#settings.storages) {
        const kept = await storage.read(this.#request, this.#settings.tags)
        found.push(kept)
        if (kept.complete) break
      }
      return found
    })()
    return this.#reading
  }

  /** Puts away what waits. What was shown is gone, but for what was added after it was. */
  async store(response: Response): Promise<void> {
    const fresh = this.#shown ? this.#added.slice(this.#shownCount) : this.#added
    if (!this.#shown && fresh.length === 0) return
    const kept = await this.#read()
    let waiting: readonly Message[] = this.#shown
      ? fresh
      : [...kept.flatMap(({ messages }) => messages), ...fresh].slice(-mostMessages)
    const { storages } = this.#settings
    for (const [i, storage] of storages.entries()) {
      const held = (kept[i]?.messages.length ?? 0) > 0
      if (i > 0 && waiting.length === 0 && !held) continue
      waiting = await storage.write(this.#request, response, waiting, { held, last: i === storages.length - 1 })
    }
  }
}
