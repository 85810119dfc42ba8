import { type Service, service, tryUse } from '../../../base/context/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import type { AnyUser } from '../../auth/index.ts'
import { missingStep } from '../second-factor.ts'

/** Takes a step of logging in with what a program sends, where there is no page: the code of a second factor. */
export interface StepTaker {
  /** The `LoginStep` that it takes: 'second-factor'. */
  readonly step: string
  /** How the user has shown who they are ('totp'), or null where the code is wrong. Counts and throttles tries itself. */
  take(request: HttpRequest, user: AnyUser, code: string): Promise<string | null>
}

export const stepTakersService: Service<readonly StepTaker[]> = service<readonly StepTaker[]>('steps of programs')

/** All steps are taken, in these ways; or one is missing, or its code is wrong. */
export type Steps =
  | { readonly done: true; readonly methods: readonly string[] }
  | { readonly done: false; readonly step: string; readonly wrong: boolean }

/** Takes the steps that a user still has to take who has shown a password. None is ever left out. */
export async function takeSteps(request: HttpRequest, user: AnyUser, code: string | null): Promise<Steps> {
  const takers = tryUse(stepTakersService) ?? []
  const methods = ['password']
  const done: string[] = []
  for (;;) {
    const step = await missingStep(request, user, methods, done)
    if (step === null) return { done: true, methods }
    const taker = takers.find((each) => each.step === step.name)
    if (taker === undefined || code === null) return { done: false, step: step.name, wrong: false }
    const method = await taker.take(request, user, code)
    if (method === null) return { done: false, step: step.name, wrong: true }
    methods.push(method)
    done.push(step.name)
  }
}
