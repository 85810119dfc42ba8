import type { HttpRequest } from '../../web/http/index.ts'
import type { AnyUser } from '../auth/index.ts'
import { type CodeOutcome, checkCode } from './check-code.ts'
import { kindOf } from './devices.ts'
import { stepName } from './step.ts'

/** Takes the code of an app, or a recovery code, where there is no page for it: of a program that asks for tokens (`stepTakersService` of `nuages/tokens`). */
export const secondFactorTaker = Object.freeze({
  step: stepName,
  /** How the user has shown who they are, or what is wrong with the code: it is not right, was taken already, or comes too soon after wrong ones. */
  take: (request: HttpRequest, user: AnyUser, code: string): Promise<CodeOutcome> =>
    checkCode(request, user, { code, kind: kindOf(code) }),
})
