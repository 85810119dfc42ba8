/** User models of a project's own: any key, and functions that give back the class that was asked for. */
import { AbstractUser, authenticate, createUser, login, type UserModel } from '../../src/apps/auth/index.ts'
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
