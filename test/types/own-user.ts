/** User models of a project's own: any key, and functions that give back the class that was asked for. */
import {
  endSessions,
  isLastMeans,
  isVerified,
  type LoginMeans,
  loginMeansService,
  takeMeans,
} from '../../src/apps/accounts/index.ts'
import {
  AbstractUser,
  authenticate,
  authentication,
  createUser,
  forgetUsers,
  grantedPermissions,
  identifyRequest,
  type LoginStep,
  login,
  mayImpersonate,
  ResetTokens,
  recordAuthEvent,
  rule,
  signIn,
  type UserModel,
  updateSessionAuthHash,
  userKey,
  usersOf,
  verifyPassword,
} from '../../src/apps/auth/index.ts'
import { passkeysOf, registerPasskey, removePasskey } from '../../src/apps/passkeys/index.ts'
import { passportLogin } from '../../src/apps/passport/index.ts'
import {
  hasDevice,
  makeRecoveryCodes,
  recoveryCodesLeft,
  resetSecondFactor,
  type SecondFactorMethod,
} from '../../src/apps/second-factor/index.ts'
import {
  type Authenticator,
  basic,
  createToken,
  issueTokens,
  jwt,
  tokenLogins,
  tokensOf,
} from '../../src/apps/tokens/index.ts'
import { provide } from '../../src/base/context/index.ts'
import { field, meta } from '../../src/data/orm/index.ts'
import type { HttpRequest } from '../../src/web/http/index.ts'

class Person extends AbstractUser<string> {
  override id = field.uuid({ primaryKey: true, default: () => crypto.randomUUID() })
  nick = field.char({ maxLength: 50, blank: true })

  static override meta = meta<Person>()({ label: 'person' })
}

class Numbered extends AbstractUser {
  nick = field.char({ maxLength: 50, blank: true })

  static override meta = meta<Numbered>()({ label: 'numbered' })
}

class Unsaid extends AbstractUser {
  // @ts-expect-error a text is no number: the class has to say which key it has
  override id = field.uuid({ primaryKey: true })

  static override meta = meta<Unsaid>()({ label: 'unsaid' })
}

export async function keys(request: HttpRequest): Promise<readonly UserModel[]> {
  const person = await Person.get({ username: 'ada' })
  const text: string = person.pk
  // @ts-expect-error its key is a text
  const number: number = person.pk
  const one: number = (await Numbered.get({ id: 1 })).pk
  // @ts-expect-error its key is a number
  await Numbered.get({ id: 'one' })
  await Person.filter({ groups__name: 'editors', id: text })

  const made = await createUser({ username: 'ida' }, { model: Person })
  const nick: string = made.nick
  // @ts-expect-error no such column
  made.nickname
  await login(request, made)
  const found = await authenticate(request, { username: 'ida', password: nick }, { model: Person })
  void [found?.nick, number, one]
  return [Person, Numbered, Unsaid]
}

/** Every battery takes such users, and gives none of another key back. */
export async function batteries(request: HttpRequest, person: Person): Promise<void> {
  // Who they are.
  const rows: Person[] = await usersOf(Person).filter({ username: 'ada' })
  const numbered = usersOf(Numbered)
  // @ts-expect-error rows of the class that was asked for
  const others: Promise<Person | null> = numbered.first()
  await Person.withPermission('newsroom.change_article').filter({ nick: 'ada' })
  await grantedPermissions(person)
  await person.can('newsroom.change_article', person)
  person.allowed(Person, 'change').filter({ nick: 'ada' })
  rule(Person, 'change', (_user, people) => people.filter({ nick: 'ada' }))
  await verifyPassword('secret', person.password)
  void [rows, others, userKey(person), new ResetTokens({ key: 'k' }).make(person)]

  // Logging in.
  await signIn(request, person, { method: 'password' })
  await updateSessionAuthHash(request, person)
  identifyRequest(request, person, { kind: 'token', abilities: null })
  await mayImpersonate(person, person)
  await recordAuthEvent('login', { request, user: person, actor: person })
  await forgetUsers([person.pk])
  authentication({ model: Person })
  const step: LoginStep = { name: 'x', needed: async (_request, user) => user.isStaff, url: () => '/' }
  passportLogin({ name: 'x', authenticate() {} }, { user: () => person })

  // Accounts, passkeys, second factors.
  await endSessions(person)
  await isVerified(person)
  const means: LoginMeans = { name: 'x', logsIn: async (user) => (await passkeysOf(user)).length > 0 }
  await isLastMeans(person, { name: 'x', row: person })
  await takeMeans(person, { name: 'x', row: person }, async () => {})
  const passkey = await registerPasskey(request, person, {})
  await removePasskey(request, person, passkey)
  await hasDevice(person)
  await makeRecoveryCodes(person)
  await recoveryCodesLeft(person)
  await resetSecondFactor(person, { actor: person })
  const method: SecondFactorMethod = { name: 'x', label: () => '', url: () => '/', enabledFor: (user) => user.isStaff }
  void [step, method, provide(loginMeansService, [means])]

  // Tokens.
  await createToken(person, { name: 'x', abilities: null, expires: null })
  await issueTokens(person)
  await tokensOf(person)
  await tokenLogins(person)
  const own: Authenticator = {
    name: 'key',
    authenticate: () => ({ user: person, abilities: null }),
    challenge: () => '',
  }
  void [own, jwt({ model: Person }), basic()]
}
