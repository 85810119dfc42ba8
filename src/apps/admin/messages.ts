import type { HttpRequest } from '../../web/http/index.ts'
import { type RequestSession, sessionOf } from '../sessions/index.ts'

/** What the next page says about what was just done. */
export interface Message {
  readonly kind: 'good' | 'info' | 'bad'
  readonly text: string
  /** Where a link in it leads, and what the link says. */
  readonly url?: string
  readonly link?: string
}

const key = '_nuages_messages'
const icons = { good: 'check', info: 'info', bad: 'alert' }

/** Keeps a message in the session for the next page that is drawn. */
export async function addMessage(request: HttpRequest, message: Message): Promise<void> {
  const session = sessionOf(request)
  await session.set(key, [...(await waiting(session)), message])
}

/** The messages that wait, which are then gone. */
export async function takeMessages(request: HttpRequest): Promise<readonly (Message & { readonly icon: string })[]> {
  const session = sessionOf(request)
  const messages = await waiting(session)
  if (messages.length > 0) await session.delete(key)
  return messages.map((message) => ({ ...message, icon: icons[message.kind] ?? 'info' }))
}

async function waiting(session: RequestSession): Promise<readonly Message[]> {
  const kept = await session.get(key)
  return Array.isArray(kept) ? (kept as Message[]) : []
}
