import type { SafeString } from '../../base/text/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { messageLevels, tryMessages } from '../messages/index.ts'

/** A message as the admin draws it. */
interface Toast {
  readonly kind: 'good' | 'info' | 'bad'
  readonly icon: string
  readonly text: string | SafeString
}

const icons = { good: 'check', info: 'info', bad: 'alert' } as const

/** The messages that wait, which are then gone. */
export async function toasts(request: HttpRequest): Promise<readonly Toast[]> {
  const messages = (await tryMessages(request)?.take()) ?? []
  return messages.map(({ level, text }) => {
    const kind = level >= messageLevels.warning ? 'bad' : level === messageLevels.success ? 'good' : 'info'
    return { kind, icon: icons[kind], text }
  })
}
