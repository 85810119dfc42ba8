import type { HttpRequest } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { LoginForm, loggedInUser, loginRefusal, recordAuthEvent } from '../../auth/index.ts'
import { tokensErrors } from '../errors.ts'
import { issueTokens } from '../jwt/refresh.ts'
import type { Abilities } from '../models.ts'
import { problem, recordBody, secretJson, textOf } from './body.ts'
import { type Steps, takeSteps } from './steps.ts'

/**
 * POST `{ "username", "password", "code"?, "abilities"? }`: a JSON Web Token and a refresh token. Tries are counted as those of the log-in page are, and the steps that the project asks for are
 * taken here as well: 403 `second_factor_required` where one is missing.
 */
export async function obtainTokens(request: HttpRequest): Promise<Response> {
  const body = await recordBody(request)
  if (body === null) return problem(415, '__all__', 'not_json', gettext('Send a document of JSON.'))
  const data = { username: textOf(body, 'username') ?? '', password: textOf(body, 'password') ?? '' }
  const form = new LoginForm({ data, request })
  if (!(await form.isValid())) {
    const refused = form.hasError(null)
    const { status, headers } = loginRefusal(form)
    if (status === 429 || !refused) return secretJson({ errors: form.errorData() }, status, headers)
    return secretJson({ errors: form.errorData() }, 401, { 'www-authenticate': 'Bearer' })
  }
  const user = loggedInUser(form)!
  const abilities = abilitiesOf(body)
  if (abilities === undefined)
    return problem(422, 'abilities', 'invalid', gettext('Give a list of names, or leave it out.'))
  const steps = await takeSteps(request, user, textOf(body, 'code'))
  if (!steps.done) return stepRefused(steps.wrong)
  await recordAuthEvent('login', { request, user, data: { methods: steps.methods, by: 'tokens' } })
  try {
    return secretJson({ ...(await issueTokens(user, { abilities, request })), tokenType: 'Bearer' })
  } catch (error) {
    if ((error as { code?: unknown }).code !== badAbilities) throw error
    return problem(422, 'abilities', 'invalid', gettext('Give a list of names, or leave it out.'))
  }
}

/** A step is missing; or its code is wrong, or came too often. */
function stepRefused(wrong: Extract<Steps, { done: false }>['wrong']): Response {
  if (wrong === null) {
    const message = gettext('The password alone does not do: send the code of your second factor along.')
    return problem(403, '__all__', 'second_factor_required', message)
  }
  const { message, wait } = wrong
  if (wait === 0) return problem(403, 'code', 'invalid_code', message)
  return secretJson({ errors: { code: [{ code: 'throttled', message }] } }, 429, { 'retry-after': String(wait) })
}

const badAbilities = tokensErrors.BAD_ABILITIES({ problem: '' }).code

/** Undefined: no list. */
function abilitiesOf(body: Readonly<Record<string, unknown>>): Abilities | undefined {
  const asked = Object.hasOwn(body, 'abilities') ? body['abilities'] : null
  if (asked === null || asked === undefined) return null
  return Array.isArray(asked) ? (asked as Abilities) : undefined
}
