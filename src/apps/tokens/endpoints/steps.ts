import { type Service, service, tryUse } from '../../../base/context/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import type { AnyUser } from '../../auth/index.ts'
import { missingStep } from '../second-factor.ts'

/** How the user has shown who they are ('totp'); or what is wrong, in the language in force, and how many seconds no code is looked at. */
export type StepOutcome =
  | { readonly ok: true; readonly method: string }
  | { readonly ok: false; readonly message: string; readonly wait: number }

/** Takes a step of logging in with what a program sends, where there is no page: the code of a second factor. */
export interface StepTaker {
  /** The `LoginStep` that it takes: 'second-factor'. */
  readonly step: string
  /** Takes the code, and counts tries itself. */
  take(request: HttpRequest, user: AnyUser, code: string): Promise<StepOutcome>
}

export const stepTakersService: Service<readonly StepTaker[]> = service<readonly StepTaker[]>('steps of programs')

/** All steps are taken, in these ways; or one is missing, or its code is wrong. */
export type Steps =
  | { readonly done: true; readonly methods: readonly string[] }
  | { readonly done: false; readonly wrong: Extract<StepOutcome, { ok: false }> | null }

/** Takes the steps that a user still has to take who has shown a password. None is ever left out. */
export async function takeSteps(request: HttpRequest, user: AnyUser, code: string | null): Promise<Steps> {
  const takers = tryUse(stepTakersService) ?? []
  const methods = ['password']
  const done: string[] = []
  for (;;) {
    const step = await missingStep(request, user, methods, done)
    if (step === null) return { done: true, methods }
    const taker = takers.find((each) => each.step === step.name)
    if (taker === undefined || code === null) return { done: false, wrong: null }
    const outcome = await taker.take(request, user, code)
    if (!outcome.ok) return { done: false, wrong: outcome }
    methods.push(outcome.method)
    done.push(step.name)
  }
}
