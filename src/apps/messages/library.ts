import { join } from 'node:path'
import { HttpRequest } from '../../web/http/index.ts'
import { inclusionTag, type Library, library, type TagContext } from '../../web/templates/index.ts'
import type { Message } from './message.ts'
import { tryMessages } from './middleware.ts'

/** Where `messages/messages.html` lies: for an engine's `dirs`. */
export const messageTemplatesDir: string = join(import.meta.dirname, 'templates')

/**
 * `{% messages %}`: what waits, drawn by the template `messages/messages.html`, and then gone. A project's own template of that name is taken
 * instead.
 */
export const messagesLibrary: Library = library({
  tags: {
    messages: inclusionTag(
      'messages/messages.html',
      async (context: TagContext) => ({ messages: await taken(context.get('request')) }),
      { takesContext: true },
    ),
  },
})

/** `messages` in every template that was given a request: read, and then gone, where a page names it. */
export function messageVariables(request: unknown): Readonly<Record<string, unknown>> {
  return request instanceof HttpRequest && tryMessages(request) !== null ? { messages: () => taken(request) } : {}
}

async function taken(request: unknown): Promise<readonly Message[]> {
  return request instanceof HttpRequest ? ((await tryMessages(request)?.take()) ?? []) : []
}
