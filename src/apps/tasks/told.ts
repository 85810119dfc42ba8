import { withoutSecrets } from '../../base/log/index.ts'
import type { JobError } from './engine.ts'

/** What was thrown, as it is kept: without stack and secrets. Never throws, whatever was thrown. */
export function told(thrown: unknown): JobError {
  const { code, name, message } = (thrown instanceof Error ? thrown : { name: 'Error', message: thrown }) as Partial<
    Record<'code' | 'name' | 'message', unknown>
  >
  return {
    code: (typeof code === 'string' && code !== '' ? code : textOf(name)).slice(0, 100).toWellFormed(),
    message: withoutSecrets(textOf(message).slice(0, 10_000)).slice(0, 2000).toWellFormed(),
  }
}

function textOf(value: unknown): string {
  try {
    return String(value)
  } catch {
    return `a value of the type ${typeof value}`
  }
}
