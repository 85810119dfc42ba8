import { type Service, service, tryUse } from '../../../base/context/index.ts'
import { oneAlphabet, type UsernameRule } from './rules.ts'

/** What names new users may have, and how names are found. */
export interface UsernamePolicy {
  /** 'Ada' and 'ada' are one name: only one user may have it, and logs in with either. Default false, as in Django. */
  readonly caseInsensitive: boolean
  /** What a new name must not be, beside what the model says. Default: `oneAlphabet()`. */
  readonly rules: readonly UsernameRule[]
}

export const usernamePolicyService: Service<UsernamePolicy> = service<UsernamePolicy>('policy of user names')

const standard: UsernamePolicy = Object.freeze({ caseInsensitive: false, rules: Object.freeze([oneAlphabet()]) })

/** That of the current project, or the default one. */
export function usernamePolicy(): UsernamePolicy {
  return tryUse(usernamePolicyService) ?? standard
}

/** What a project says, with the defaults for the rest. */
export function usernamePolicyOf(said: Partial<UsernamePolicy>): UsernamePolicy {
  return { ...standard, ...said }
}
