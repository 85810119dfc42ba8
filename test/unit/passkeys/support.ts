import { createUser, type User } from '../../../src/apps/auth/index.ts'
import { passkeysApp, passkeysUrls } from '../../../src/apps/passkeys/index.ts'
import { defineProject, type ProjectOptions } from '../../../src/tools/project/index.ts'
import { type Client, type TestProject, type TestResponse, testProject } from '../../../src/tools/testing/index.ts'
import { include, json, path } from '../../../src/web/http/index.ts'
import { Authenticator, type CreationJson, type RequestJson, type Twist } from '../../support/authenticator.ts'

export const origin = 'https://testserver'

/** A project with passkeys and a page that says who asks. */
export function site(options: Partial<ProjectOptions> = {}, database?: string): Promise<TestProject> {
  return testProject(
    defineProject({
      apps: [passkeysApp],
      urls: [
        path('passkeys/', include(passkeysUrls, { namespace: 'passkeys' })),
        path('who/', async (request) => json({ name: (await request.user).username })),
      ],
      ...options,
    }),
    database === undefined ? {} : { databases: { default: database } },
  )
}

/** A user without a password, as hashing is not what is tested. */
export function someone(
  project: TestProject,
  username: string,
  columns: Readonly<Record<string, unknown>> = {},
): Promise<User> {
  return project.run(() => createUser({ username, email: `${username}@example.org`, ...columns }))
}

/** Posts JSON, as the browser's module does. */
export function postJson(client: Client, address: string, body: unknown = {}): Promise<TestResponse> {
  return client.post(address, typeof body === 'string' ? body : JSON.stringify(body), {
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    https: true,
  })
}

export async function optionsOf<T>(client: Client, address: string): Promise<T> {
  const response = await postJson(client, address)
  return ((await response.json()) as { readonly publicKey: T }).publicKey
}

/** Logs in by force, and adds a passkey. */
export async function withPasskey(
  client: Client,
  user: User,
  {
    device = new Authenticator({ origin }),
    twist = {},
  }: { readonly device?: Authenticator; readonly twist?: Twist } = {},
): Promise<Authenticator> {
  await client.forceLogin(user)
  const options = await optionsOf<CreationJson>(client, '/passkeys/add/options/')
  const response = await postJson(client, '/passkeys/add/', {
    credential: device.create(options, twist),
    name: 'Phone',
  })
  if (response.status !== 201) throw new Error(`not added: ${response.status} ${await response.text()}`)
  return device
}

/** Asks for a log-in, and answers. */
export async function tryLogin(client: Client, device: Authenticator, twist: Twist = {}): Promise<TestResponse> {
  const options = await optionsOf<RequestJson>(client, '/passkeys/login/options/')
  return postJson(client, '/passkeys/login/', { credential: device.get(options, twist) })
}

export async function whoIs(client: Client): Promise<string> {
  return ((await (await client.get('/who/', { https: true })).json()) as { readonly name: string }).name
}

/** The code of a refusal. */
export async function codeOf(response: TestResponse): Promise<string | undefined> {
  const { errors = {} } = (await response.json()) as { errors?: Record<string, { code: string }[]> }
  return Object.values(errors).flat()[0]?.code
}
