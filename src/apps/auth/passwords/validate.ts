import { type Service, service, tryUse } from '../../../base/context/index.ts'
import { gettextNoop, type Issue, issue, type Label, ValidationError } from '../../../base/schema/index.ts'
import { problemOf } from './acceptable.ts'
import {
  maximumLength,
  minimumLength,
  notCommon,
  notNumeric,
  notSimilarToUser,
  type PasswordRule,
  type RuleAnswer,
} from './rules.ts'

/** Django's four, in its order. */
export const defaultPasswordRules: readonly PasswordRule[] = [
  notSimilarToUser(),
  minimumLength(),
  notCommon(),
  notNumeric(),
]

/** What new passwords of the current project must not be. */
export const passwordRulesService: Service<readonly PasswordRule[]> =
  service<readonly PasswordRule[]>('rules for passwords')

/** The rules of the current project, or Django's four. */
export function passwordRules(): readonly PasswordRule[] {
  return tryUse(passwordRulesService) ?? defaultPasswordRules
}

/** What to tell people before they choose a password, one sentence for each rule: for the help of a form's field. */
export function passwordHelp(rules: readonly PasswordRule[] = passwordRules()): readonly Label[] {
  return rules.map(({ help }) => help)
}

/** What was found out about a password that is taken. */
export interface PasswordApproval {
  /** Names of rules that could not be asked, as their server does not answer. */
  readonly unchecked: readonly string[]
}

const tooLong = maximumLength()

/**
 * Holds a new password against every rule. Throws a `ValidationError` with all that they object to. Whatever the rules, a password is
 * refused that has more than 4,096 characters or is no well-formed text.
 * Semantics: Django's password validation (https://docs.djangoproject.com/en/stable/topics/auth/passwords/).
 */
export async function validatePassword(
  password: string,
  user: Readonly<Record<string, unknown>> | null = null,
  rules: readonly PasswordRule[] = passwordRules(),
): Promise<PasswordApproval> {
  if (problemOf(password) !== null) throw new ValidationError([unacceptable(password)])
  const ask = (some: readonly PasswordRule[]) => Promise.all(some.map((rule) => rule.check(password, user)))
  refuse(await ask(rules.filter(({ remote }) => remote !== true)))
  const remote = rules.filter((rule) => rule.remote === true)
  const answers = await ask(remote)
  refuse(answers)
  return { unchecked: remote.filter((_, at) => answers[at] === 'unchecked').map(({ name }) => name) }
}

function refuse(answers: readonly RuleAnswer[]): void {
  const issues = answers.filter((answer) => answer !== null && answer !== 'unchecked')
  if (issues.length > 0) throw new ValidationError(issues)
}

function unacceptable(password: string): Issue {
  const found = tooLong.check(password, null) as Issue | null
  return found ?? issue(gettextNoop('This password holds a character that cannot be read.'), 'password_unreadable')
}
