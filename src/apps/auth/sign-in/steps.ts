import { type Service, service, tryUse } from '../../../base/context/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import type { AnyUser } from '../models.ts'

/** Something between right credentials and being logged in: a second factor, terms to accept. */
export interface LoginStep {
  /** Unique among the steps of a project: 'second-factor'. */
  readonly name: string
  /** Must this user take it, having shown who they are in these ways (`['password']`)? */
  needed(
    request: HttpRequest,
    user: AnyUser,
    shown: { readonly methods: readonly string[] },
  ): boolean | Promise<boolean>
  /** The address of the page that takes it, and then calls `finishStep`. */
  url(request: HttpRequest): string
}

/** The steps of the current project, in the order in which they are taken. */
export const loginStepsService: Service<readonly LoginStep[]> = service<readonly LoginStep[]>('steps of logging in')

/** The first step that a user still has to take, or null. */
export async function nextStep(
  request: HttpRequest,
  user: AnyUser,
  shown: { readonly methods: readonly string[]; readonly done: readonly string[] },
): Promise<LoginStep | null> {
  for (const step of tryUse(loginStepsService) ?? [])
    if (!shown.done.includes(step.name) && (await step.needed(request, user, shown))) return step
  return null
}
