import { gettextNoop, type Issue, issue, ValidationError } from '../../../base/schema/index.ts'
import { normalizeUsername } from '../normalize.ts'
import { type UserModel, usersOf } from '../users-of.ts'
import { usernamePolicy } from './policy.ts'

export interface ValidateUsernameOptions {
  /** Default: `User`. */
  readonly model?: UserModel | undefined
  /** Of whom it may be the name already: the key of the user who is changed. */
  readonly except?: unknown
}

/**
 * Holds the name of a new user against the project's policy: letters of one alphabet, and, where case does not count, nobody else's in another
 * spelling. Throws a `ValidationError` with all that is wrong. Length, characters and the very same name are the model's to check.
 */
export async function validateUsername(username: string, options: ValidateUsernameOptions = {}): Promise<void> {
  const { caseInsensitive, rules } = usernamePolicy()
  const name = normalizeUsername(username)
  const issues: Issue[] = rules.map((rule) => rule.check(name)).filter((found) => found !== null)
  if (caseInsensitive) {
    const alike = usersOf(options.model).filter({ username__iexact: name }).exclude({ username: name })
    const others = options.except === undefined ? alike : alike.exclude({ pk: options.except })
    if (await others.exists())
      issues.push(issue(gettextNoop('Somebody has this user name already, in another spelling.'), 'username_taken'))
  }
  if (issues.length > 0) throw new ValidationError(issues)
}
