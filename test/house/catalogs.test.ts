import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { AuthEvent, EmailAddress, UserSession } from '../../src/apps/accounts/index.ts'
import { LogEntry } from '../../src/apps/admin/index.ts'
import { ContentType, Group, Permission, User } from '../../src/apps/auth/index.ts'
import { FlatPage, FlatPageSite, flatPagesLibrary } from '../../src/apps/flatpages/index.ts'
import { messagesLibrary } from '../../src/apps/messages/index.ts'
import { LinkedAccount } from '../../src/apps/oauth/index.ts'
import { Passkey } from '../../src/apps/passkeys/index.ts'
import { Redirect } from '../../src/apps/redirects/index.ts'
import { Session } from '../../src/apps/sessions/index.ts'
import { AccessToken, RefreshToken } from '../../src/apps/tokens/index.ts'
import { paginationLibrary } from '../../src/apps/views/index.ts'
import { buildRegistry } from '../../src/data/orm/index.ts'
import { makeMessages } from '../../src/tools/catalogs/index.ts'
import { parsePo, Translations } from '../../src/web/i18n/index.ts'
import { Engine, staticLibrary, urlLibrary } from '../../src/web/templates/index.ts'
import { root } from '../support/files.ts'

/*
 * Every text of the framework that visitors see has a translation in these languages, with the same placeholders and as many
 * plural forms as the language has.
 */
const languages = { de: 2, fr: 2, ar: 6 } as const
const catalogs = [
  'web/i18n',
  ...[
    'accounts',
    'admin',
    'auth',
    'flatpages',
    'forms',
    'oauth',
    'passkeys',
    'redirects',
    'search',
    'second-factor',
    'tokens',
    'views',
  ].map((app) => `apps/${app}`),
].map((folder) => `src/${folder}`)

/** Those that templates of the framework load. */
const libraries = {
  flatpages: flatPagesLibrary,
  messages: messagesLibrary,
  pagination: paginationLibrary,
  static: staticLibrary((file) => file, {}),
}

interface Message {
  readonly id: string
  readonly plural?: string
  readonly context?: string
  readonly file: string
}

/** What the sources mark, as `makemessages` finds it: texts of tables and errors are marked with `gettextNoop`. */
async function messages(): Promise<Message[]> {
  const made = await makeMessages({
    roots: catalogs.map((folder) => ({ dir: join(root, folder), locale: join(root, folder, 'locale') })),
    dirs: [join(root, 'src')],
    engine: new Engine({ libraries, builtins: [urlLibrary(() => '')] }),
    languages: ['de'],
    dryRun: true,
    fuzzy: false,
  })
  assert.deepEqual(
    made.complaints.filter(({ fatal }) => fatal),
    [],
  )
  return made.messages.map(({ id, plural, context, places }) => ({
    id,
    ...(plural !== null && { plural }),
    ...(context !== null && { context }),
    file: places[0]?.file ?? '',
  }))
}

/** Names that models and fields have without saying them. */
function names(): Message[] {
  const registry = buildRegistry([
    { label: 'contenttypes', models: { ContentType } },
    { label: 'auth', models: { User, Group, Permission } },
    { label: 'sessions', models: { Session } },
    { label: 'admin', models: { LogEntry } },
    { label: 'accounts', models: { AuthEvent, EmailAddress, UserSession } },
    { label: 'flatpages', models: { FlatPage, FlatPageSite } },
    { label: 'oauth', models: { LinkedAccount } },
    { label: 'passkeys', models: { Passkey } },
    { label: 'redirects', models: { Redirect } },
    { label: 'tokens', models: { AccessToken, RefreshToken } },
  ])
  return registry.models
    .filter((info) => !info.automatic)
    .flatMap((info) =>
      [
        info.verboseName,
        info.verboseNamePlural,
        ...info.columns.flatMap(({ field }) => [field.describe().label, field.describe().help]),
      ]
        .filter((id) => id !== '')
        .map((id) => ({ id, file: info.label })),
    )
}

const placeholders = (text: string): string[] => [...new Set(text.match(/%(?:\(\w+\))?[sdr]|\{\}/g) ?? [])].sort()

function catalogsOf(language: string) {
  return catalogs.map((folder) => {
    const file = join(folder, 'locale', language, 'LC_MESSAGES', 'messages.po')
    return { file, text: readFileSync(join(root, file), 'utf8') }
  })
}

/** How the rules of passwords name a user's properties. */
const attributes = ['username', 'first name', 'last name', 'email'].map((id) => ({ id, file: 'passwords/rules' }))

const used: Message[] = [...(await messages()), ...names(), ...attributes]

test('the reader of this test finds what the sources say', () => {
  const ids = new Set(used.map(({ id }) => id))
  for (const id of [
    'Overview',
    'This field is required.',
    'Enter a number.',
    'last login',
    'Ensure this value has at most %(limit_value)d character (it has %(show_value)d).',
    'This password is too short. It must contain at least %(min_length)d character.',
    '%(num)d year',
    'Not Found',
    'Page %(number)s',
  ])
    assert.ok(ids.has(id), id)
  assert.ok(used.length > 300)
})

for (const [language, forms] of Object.entries(languages)) {
  test(`every text of the framework is there in ${language}, with its placeholders`, () => {
    const translations = new Translations({
      languages: ['en', language],
      default: 'en',
      dirs: catalogs.map((folder) => ({ dir: join(root, folder, 'locale'), domain: 'messages' })),
    })
    const locale = translations.locale(language)
    const known = new Set<string>()
    for (const { text, file } of catalogsOf(language)) {
      parsePo(text, file)
      for (const entry of text.split('\n\n')) {
        const id = /^msgid "(.*)"$/m.exec(entry)?.[1]
        const context = /^msgctxt "(.*)"$/m.exec(entry)?.[1]
        if (id === undefined || id === '') continue
        known.add(`${context ?? ''}\u0004${JSON.parse(`"${id}"`)}`)
        if (!entry.includes('msgid_plural')) continue
        const texts = [...entry.matchAll(/^msgstr\[\d\] "(.+)"$/gm)].map(([, form]) => form!)
        assert.equal(texts.length, forms, `${file}: ${id} has ${texts.length} plural forms`)
      }
    }
    const missing = used.filter(({ id, context }) => !known.has(`${context ?? ''}\u0004${id}`))
    assert.deepEqual(missing, [])
    for (const { id, plural, context, file } of used) {
      if (plural === undefined) {
        const text: string = context === undefined ? locale.gettext(id) : locale.pgettext(context, id)
        assert.deepEqual(placeholders(text), placeholders(id), `${file}: ${id} → ${text}`)
        continue
      }
      for (const count of [0, 1, 2, 3, 11, 100]) {
        const text: string =
          context === undefined ? locale.ngettext(id, plural, count) : locale.npgettext(context, id, plural, count)
        // A form of one or two may say the number in words.
        const allowed = placeholders(`${id}${plural}`)
        for (const each of placeholders(text)) assert.ok(allowed.includes(each), `${file}: ${text} has ${each}`)
        if (count > 2) assert.deepEqual(placeholders(text), placeholders(plural), `${file}: ${id} → ${text}`)
      }
    }
    translations.close()
  })

  test(`no catalog in ${language} keeps a text that the framework does not say any more`, () => {
    const ids = new Set(used.map(({ id }) => id))
    const stale = catalogsOf(language).flatMap(({ text }) =>
      [...text.matchAll(/^msgid "(.+)"$/gm)].map(([, id]) => JSON.parse(`"${id}"`)).filter((id) => !ids.has(id)),
    )
    assert.deepEqual(stale, [])
  })
}
