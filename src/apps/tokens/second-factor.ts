import { tryUse } from '../../base/context/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { type AnyUser, type LoginStep, loginStepsService } from '../auth/index.ts'

/** The first step of logging in that a user still has to take who has shown a password; null where it alone does. */
export async function missingStep(
  request: HttpRequest,
  user: AnyUser,
  methods: readonly string[],
  done: readonly string[] = [],
): Promise<LoginStep | null> {
  for (const step of tryUse(loginStepsService) ?? [])
    if (!done.includes(step.name) && (await step.needed(request, user, { methods }))) return step
  return null
}
