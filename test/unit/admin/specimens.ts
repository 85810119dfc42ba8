import { admin, adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { authApp, createSuperuser, createUser, Permission, rule } from '../../../src/apps/auth/index.ts'
import { input } from '../../../src/apps/forms/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { field, Model, meta } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'

/** People by the thousand, several of one name. */
export class Person extends Model {
  name = field.char({ maxLength: 60 })
  town = field.char({ maxLength: 40, blank: true })
  pin = field.char({ maxLength: 20, default: 'hush', secret: true })

  static meta = meta<Person>()({ ordering: ['name'] })

  override toString(): string {
    return this.name
  }
}

export class Colour extends Model {
  name = field.char({ maxLength: 60 })

  override toString(): string {
    return this.name
  }
}

/** A row with a field of every kind that a form asks for. */
export class Specimen extends Model {
  name = field.char({ maxLength: 60 })
  slug = field.slug({ blank: true })
  note = field.text({ blank: true })
  story = field.text({ blank: true })
  script = field.text({ blank: true })
  mail = field.email({ blank: true })
  site = field.url({ blank: true })
  code = field.uuid({ null: true, blank: true })
  address = field.ipAddress({ null: true, blank: true })
  whole = field.integer({ default: 0 })
  big = field.bigInteger({ null: true, blank: true })
  ratio = field.float({ null: true, blank: true })
  price = field.decimal({ maxDigits: 9, decimalPlaces: 2, null: true, blank: true })
  day = field.date({ null: true, blank: true })
  hour = field.time({ null: true, blank: true })
  moment = field.datetime({ null: true, blank: true })
  length = field.duration({ null: true, blank: true })
  data = field.json({ default: () => ({}), blank: true })
  raw = field.binary({ null: true, blank: true })
  shown = field.boolean({ default: false })
  live = field.boolean({ default: false })
  known = field.boolean({ null: true, blank: true })
  size = field.char({ maxLength: 1, choices: { s: 'Small', m: 'Medium', l: 'Large' }, blank: true })
  finder = field.foreignKey(() => Person, { onDelete: 'setNull', null: true, blank: true })
  owner = field.foreignKey(() => Person, { onDelete: 'setNull', null: true, blank: true })
  local = field.foreignKey(() => Person, {
    onDelete: 'setNull',
    null: true,
    blank: true,
    limitChoicesTo: { town: 'Brest' },
  })
  colour = field.foreignKey(() => Colour, { onDelete: 'setNull', null: true, blank: true })
  helpers = field.manyToMany(() => Person, { blank: true })
  colours = field.manyToMany(() => Colour, { blank: true })

  override toString(): string {
    return this.name
  }
}

export const specimenOptions = {
  prepopulatedFields: { slug: ['name'] },
  rawIdFields: ['owner'],
  radioFields: ['size', 'colour'],
  readonlyFields: [
    'raw',
    { name: 'shout', label: 'Shout', value: (row: Specimen) => row.name.toUpperCase(), help: 'In capitals.' },
  ],
  widgets: {
    story: 'markdown',
    script: 'code',
    live: 'switch',
    mail: (_field: unknown, common: object) =>
      input.email({ ...common, clean: (text: string) => text.toLowerCase() }) as never,
  },
} as const

const cabinet = defineApp({
  label: 'cabinet',
  models: { Person, Colour, Specimen },
  admin: [
    admin(Person, { listDisplay: ['name', 'town'], searchFields: ['^name', 'town'] }),
    admin(Colour),
    admin(Specimen, specimenOptions as never),
  ],
  rules: [
    rule(Person, 'view', (_user, people) => people.exclude({ town: 'Nowhere' })),
    rule(Person, 'change', (_user, people) => people.exclude({ town: 'Nowhere' })),
  ],
})

export const password = 'a long pass phrase'

/** A cabinet with 3 colours, `people` people and one specimen; ada is a superuser, nora works on specimens alone, olga also sees people. */
export async function openCabinet(people = 60): Promise<TestProject> {
  const site = await testProject(
    defineProject({
      languages: ['en', 'de'],
      apps: [authApp, sessionsApp, adminApp, cabinet],
      urls: [path('admin/', include(adminUrls(adminSite({ title: 'Cabinet', timeZone: 'Europe/Paris' }))))],
    }),
  )
  await site.run(async () => {
    await createSuperuser({ username: 'ada', email: 'ada@example.org', password })
    const may = async (username: string, codenames: readonly string[]) => {
      const user = await createUser({ username, password, isStaff: true })
      await user.userPermissions.add(...(await Permission.filter({ codename__in: [...codenames] })))
    }
    await may('nora', ['view_specimen', 'add_specimen', 'change_specimen'])
    await may('olga', ['change_specimen', 'view_person'])
    await may('vera', ['view_specimen', 'view_person'])
    await Colour.bulkCreate(['Red', 'Green', '<Blue>'].map((name) => ({ name })))
    await Person.bulkCreate([
      { name: 'Maren Holt', town: 'Brest' },
      { name: 'Maren Holt', town: 'Kiel' },
      { name: 'Nobody, Nemo', town: 'Nowhere' },
      ...Array.from({ length: people - 3 }, (_, i) => ({ name: `Person ${String(i + 1).padStart(5, '0')}`, town: '' })),
    ])
    const row = await Specimen.create({
      name: 'Sea <urchin>',
      slug: 'sea-urchin',
      note: 'a\nb',
      story: '**Found** at low tide.',
      mail: 'a@example.org',
      site: 'https://example.org/',
      code: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      address: '192.0.2.17',
      whole: -3,
      big: 9007199254740993n,
      ratio: 0.25,
      price: '1234.50',
      day: '2026-03-03',
      hour: '07:05:09',
      moment: new Date('2026-03-03T06:00:00Z'),
      length: 95_405_500,
      data: { b: [1, 2], a: null },
      raw: new Uint8Array([1, 2, 3]),
      known: false,
      size: 'm',
      finder: 2,
      owner: 5,
      local: 1,
      colour: 3,
    })
    await row.helpers.add(1, 2, 7)
    await row.colours.add(1, 3)
  })
  return site
}
