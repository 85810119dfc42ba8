import type { StrategySession } from './session.ts'

/** `request.flash` as `connect-flash` has it: without a message those of a type are given and forgotten, without a type all. */
export function flash(session: StrategySession, type?: string, message?: unknown): unknown {
  const kept = (session['flash'] ?? {}) as Readonly<Record<string, readonly string[]>>
  if (type === undefined) {
    delete session['flash']
    return kept
  }
  const before = Object.hasOwn(kept, type) ? kept[type]! : []
  if (message === undefined) {
    const { [type]: _taken, ...rest } = kept
    session['flash'] = rest
    return before
  }
  const after = [...before, String(message)]
  session['flash'] = { ...kept, [type]: after }
  return after.length
}
