import { type Service, service, tryUse } from '../../../base/context/index.ts'
import { authErrors } from '../errors.ts'
import type { AuthBackend } from './backend.ts'
import { modelBackend } from './model.ts'

/** The backends of the current project, in the order in which they are asked. */
export const authBackendsService: Service<readonly AuthBackend[]> =
  service<readonly AuthBackend[]>('backends of authentication')

const standard: readonly AuthBackend[] = Object.freeze([modelBackend()])

/** Those of the current project; `modelBackend()` alone where it names none. */
export function projectBackends(): readonly AuthBackend[] {
  return tryUse(authBackendsService) ?? standard
}

/** Throws `NUAGES_AUTH_BACKENDS` for a list that is empty, or has two of one name. */
export function checkBackends(backends: readonly AuthBackend[]): readonly AuthBackend[] {
  const names = backends.map(({ name }) => name)
  if (names.length === 0 || new Set(names).size < names.length) throw authErrors.BACKENDS({ names: names.join(', ') })
  return backends
}
