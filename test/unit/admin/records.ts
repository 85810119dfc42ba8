import { admin, adminApp, adminSite, adminUrls, inline } from '../../../src/apps/admin/index.ts'
import { authApp, createSuperuser, createUser, fieldRules, Permission, rule } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { field, Model, meta } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'

/** A shelf of records, for the tests of forms with inlines: albums with tracks in order, takes of tracks, and credits. */
export class Person extends Model {
  name = field.char({ maxLength: 60, unique: true })

  static meta = meta<Person>()({ ordering: ['name'] })

  override toString(): string {
    return this.name
  }
}

export class Album extends Model {
  title = field.char({ maxLength: 60, unique: true })
  year = field.integer({ default: 1970 })
  note = field.text({ blank: true })
  tracks = field.reverse(() => Track, 'album')

  static meta = meta<Album>()({ ordering: ['title'] })

  override toString(): string {
    return this.title
  }
}

export class Track extends Model {
  album = field.foreignKey(() => Album, { onDelete: 'cascade' })
  title = field.char({ maxLength: 60 })
  seconds = field.positiveInteger({ default: 180 })
  note = field.text({ blank: true })
  position = field.positiveInteger({ default: 0, editable: false })
  players = field.manyToMany(() => Person, { blank: true })
  takes = field.reverse(() => Take, 'track')

  static meta = meta<Track>()({ ordering: ['position', 'id'] })

  override toString(): string {
    return this.title
  }
}

export class Take extends Model {
  track = field.foreignKey(() => Track, { onDelete: 'cascade' })
  label = field.char({ maxLength: 20 })
  good = field.boolean({ default: false })

  override toString(): string {
    return this.label
  }
}

export class Credit extends Model {
  album = field.foreignKey(() => Album, { onDelete: 'cascade' })
  person = field.foreignKey(() => Person, { onDelete: 'protect' })
  role = field.char({ maxLength: 30 })
  fee = field.integer({ default: 0 })
  secretly = field.boolean({ default: false })

  static meta = meta<Credit>()({ ordering: ['id'], uniqueTogether: [['album', 'person', 'role']] })

  override toString(): string {
    return this.role
  }
}

/** What hooks were told, oldest first. */
export const told: string[] = []

export const registrations = [
  admin(Album, {
    fields: ['title', 'year', 'note'],
    saveAs: true,
    inlines: [
      inline(Track, {
        layout: 'cards',
        fields: ['title', ['seconds', 'players'], 'note'],
        orderField: 'position',
        inlines: [inline(Take, { fields: ['label', 'good'] })],
      }),
      inline(Credit, {
        fields: ['person', 'role', 'fee'],
        readonlyFields: [{ name: 'loud', label: 'Loud', value: (credit) => credit.role.toUpperCase() }],
        exclude: ['secretly'],
        showChangeLink: true,
      }),
    ],
    hooks: {
      save: async (row, { added, changed }) => {
        told.push(`${added ? 'add' : 'change'} ${String(row)}: ${[...changed].sort().join()}`)
        await row.save()
      },
      saved: async (row) => {
        told.push(`saved with ${await Track.filter({ album: row['pk'] as number }).count()} tracks`)
      },
    },
  }),
  admin(Track, { fields: ['album', 'title'] }),
  admin(Credit),
  admin(Person),
]

export const records = defineApp({
  label: 'records',
  models: { Person, Album, Track, Take, Credit },
  admin: registrations,
  rules: [
    rule(Credit, 'view', (_user, credits) => credits.filter({ secretly: false }), { modelPermission: 'required' }),
    rule(Credit, 'change', (_user, credits) => credits.filter({ secretly: false }).exclude({ role: 'Producer' }), {
      modelPermission: 'required',
    }),
    fieldRules(Credit, {
      hidden: (_user, _credit, has) => (has('records.delete_person') ? [] : ['fee']),
      readOnly: (_user, credit) => (credit?.role === 'Label' ? ['person'] : []),
    }),
  ],
})

export const password = 'a long pass phrase'

export const recordsProject = defineProject({
  apps: [authApp, sessionsApp, adminApp, records],
  urls: [path('admin/', include(adminUrls(adminSite())))],
})

/** Gives an album with three tracks and four credits, one of them out of nora's sight. */
export async function makeAlbum(title: string): Promise<Album> {
  const album = await Album.create({ title, year: 1971 })
  for (const [index, name] of ['First', 'Second', 'Third'].entries()) {
    const track = await Track.create({ album, title: name, seconds: 100 + index, position: index + 1 })
    await Take.create({ track, label: `${name} take` })
  }
  const [ann, bo] = await Person.all()
  if (ann === undefined || bo === undefined) throw new Error('no people')
  for (const role of ['Singer', 'Producer', 'Label']) await Credit.create({ album, person: ann, role })
  await Credit.create({ album, person: bo, role: 'Ghost', secretly: true })
  return album
}

/** People ann and bo; users ada (superuser), nora (staff, everything in records but deleting people). */
export async function openRecords(url?: string): Promise<TestProject> {
  const project = await testProject(recordsProject, url === undefined ? {} : { databases: { default: url } })
  await project.run(async () => {
    await createSuperuser({ username: 'ada', email: 'ada@example.org', password })
    const nora = await createUser({ username: 'nora', password, isStaff: true })
    await nora.userPermissions.add(
      ...(await Permission.filter({ contentType__appLabel: 'records' }).exclude({ codename: 'delete_person' })),
    )
    const viewer = await createUser({ username: 'viewer', password, isStaff: true })
    await viewer.userPermissions.add(
      ...(await Permission.filter({ contentType__appLabel: 'records', codename__startswith: 'view_' })),
    )
    for (const name of ['Ann', 'Bo']) await Person.create({ name })
  })
  return project
}
