import type { AnyUser } from '../auth/index.ts'
import { hasDevice } from './devices.ts'
import { methodsOf, type SecondFactorMethod } from './methods.ts'

/** What a user can show beside a password. */
export interface Factors {
  /** Codes of an authenticator app. */
  readonly codes: boolean
  /** What other batteries offer. */
  readonly methods: readonly SecondFactorMethod[]
  readonly any: boolean
}

export async function factorsOf(user: AnyUser): Promise<Factors> {
  const codes = await hasDevice(user)
  const methods = await methodsOf(user)
  return { codes, methods, any: codes || methods.length > 0 }
}
