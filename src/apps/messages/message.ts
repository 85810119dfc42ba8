import { SafeString } from '../../base/text/index.ts'
import { messagesErrors } from './errors.ts'

/** How much a message matters, in Django's numbers. */
export const messageLevels = { debug: 10, info: 20, success: 25, warning: 30, error: 40 } as const

/** A message may have as many characters. */
export const longestMessage = 2000
/** As many may wait for a page; beyond that the oldest are dropped. */
export const mostMessages = 50

/** One thing that the next page says. */
export interface Message {
  readonly level: number
  /** Plain text, which a page escapes; or HTML that the program made. */
  readonly text: string | SafeString
  /** Classes of the message's own: 'sticky'. */
  readonly extraTags: string
  /** The class of its level: 'success'; '' for a level without one. */
  readonly levelTag: string
  /** All classes: those of its own, then its level's. */
  readonly tags: string
  /** An error or a warning: a page says it at once to those who do not see it. */
  readonly urgent: boolean
}

/** The classes of levels: `{ 25: 'success' }`. */
export type LevelTags = Readonly<Record<number, string>>

export const defaultTags: LevelTags = Object.freeze(
  Object.fromEntries(Object.entries(messageLevels).map(([name, level]) => [level, name])),
)

/** A message, with its level's class looked up. Throws `NUAGES_MESSAGES_BAD_LEVEL` and `NUAGES_MESSAGES_TOO_LONG`. */
export function makeMessage(level: number, text: string | SafeString, extraTags: string, tags: LevelTags): Message {
  if (!Number.isInteger(level) || level < 1 || level > 1000) throw messagesErrors.BAD_LEVEL({ level })
  const levelTag = tags[level] ?? ''
  return Object.freeze({
    level,
    text: fitting(text),
    extraTags,
    levelTag,
    tags: [extraTags, levelTag].filter((tag) => tag !== '').join(' '),
    urgent: level >= messageLevels.warning,
  })
}

function fitting(text: string | SafeString): string | SafeString {
  if (text.length <= longestMessage) return text
  if (text instanceof SafeString) throw messagesErrors.TOO_LONG({ length: text.length, most: longestMessage })
  return `${text.slice(0, longestMessage - 1).toWellFormed()}…`
}

/** The mark of a message in JSON, and the one that says that more of them lie elsewhere: Django's. */
const mark = '__json_message'

/** A message as Django's `MessageEncoder` writes it. */
export function encoded({ level, text, extraTags }: Message): readonly unknown[] {
  const safe = text instanceof SafeString
  return [mark, safe ? 1 : 0, level, String(text), ...(extraTags === '' ? [] : [extraTags])]
}

/** The messages of a list that `encoded`, here or in Django, made; what is none is left out. */
export function decoded(list: unknown, tags: LevelTags): Message[] {
  if (!Array.isArray(list)) return []
  return list.slice(-mostMessages).flatMap((each: unknown) => {
    if (!Array.isArray(each) || each[0] !== mark) return []
    const [, safe, level, text, extraTags] = each as unknown[]
    if (typeof level !== 'number' || typeof text !== 'string') return []
    try {
      const shown = safe === 1 || safe === true ? new SafeString(text) : text
      return [makeMessage(level, shown, typeof extraTags === 'string' ? extraTags : '', tags)]
    } catch {
      return []
    }
  })
}
