import type { HttpRequest } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { LoginForm, loggedInUser, recordAuthEvent } from '../../auth/index.ts'
import { tokensErrors } from '../errors.ts'
import { issueTokens } from '../jwt/refresh.ts'
import type { Abilities } from '../models.ts'
import { problem, recordBody, secretJson, textOf } from './body.ts'
import { takeSteps } from './steps.ts'

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
    const headers = refused ? { 'www-authenticate': 'Bearer' } : {}
    return secretJson({ errors: form.errorData() }, refused ? 401 : 422, headers)
  }
  const user = loggedInUser(form)!
  const abilities = abilitiesOf(body)
  if (abilities === undefined)
    return problem(422, 'abilities', 'invalid', gettext('Give a list of names, or leave it out.'))
  const steps = await takeSteps(request, user, textOf(body, 'code'))
  if (!steps.done) {
    const [code, message] = steps.wrong
      ? ['invalid_code', gettext('This code is not right, or was used before.')]
      : [
          'second_factor_required',
          gettext('The password alone does not do: send the code of your second factor along.'),
        ]
    return problem(403, steps.wrong ? 'code' : '__all__', code, message)
  }
  await recordAuthEvent('login', { request, user, data: { methods: steps.methods, by: 'tokens' } })
  try {
    return secretJson({ ...(await issueTokens(user, { abilities, request })), tokenType: 'Bearer' })
  } catch (error) {
    if ((error as { code?: unknown }).code !== badAbilities) throw error
    return problem(422, 'abilities', 'invalid', gettext('Give a list of names, or leave it out.'))
  }
}

const badAbilities = tokensErrors.BAD_ABILITIES({ problem: '' }).code

/** Undefined: no list. */
function abilitiesOf(body: Readonly<Record<string, unknown>>): Abilities | undefined {
  const asked = Object.hasOwn(body, 'abilities') ? body['abilities'] : null
  if (asked === null || asked === undefined) return null
  return Array.isArray(asked) ? (asked as Abilities) : undefined
}
