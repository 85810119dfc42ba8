import { flashMessages, messagesLibrary, messageTemplatesDir, messageVariables } from '../../apps/messages/index.ts'
import type { AppDefinition } from '../../base/settings/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'
import { hasSessions } from './sessions.ts'

/** Messages to the next page, in every project that does not say `messages: false`. */
export function projectMessages(options: ProjectOptions, apps: readonly AppDefinition[]): Brought {
  const storage = hasSessions(options, apps) ? 'fallback' : 'cookie'
  const templates = {
    dirs: [messageTemplatesDir],
    libraries: { messages: messagesLibrary },
    contextProcessors: [messageVariables],
  }
  // Pages that show messages show none where there are none.
  if (options.messages === false) return { templates }
  return { middleware: [flashMessages({ storage, ...options.messages })], templates }
}
