import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AdminOptions, adminSite } from '../../../src/apps/admin/index.ts'
import { authApp, contentTypesApp } from '../../../src/apps/auth/index.ts'
import { modelFormFor } from '../../../src/apps/forms/index.ts'
import { buildRegistry, field, Model } from '../../../src/data/orm/index.ts'
import { defineApp } from '../../../src/tools/project/index.ts'

class Author extends Model {
  name = field.char({ maxLength: 40 })
  poems = field.reverse(() => Poem, 'author')
}

class Print extends Model {
  poem = field.foreignKey(() => Poem, { onDelete: 'cascade' })
  shop = field.foreignKey(() => Author, { onDelete: 'cascade' })
  copies = field.integer()
}

class Poem extends Model {
  title = field.char({ maxLength: 40 })
  slug = field.slug({ maxLength: 40 })
  status = field.char({ maxLength: 5, choices: { draft: 'Draft', live: 'Live' } })
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
  readers = field.manyToMany(() => Author, { blank: true })
  shops = field.manyToMany(() => Author, { through: () => Print })
  written = field.date()
  lines = field.integer({ default: 1 })
  text = field.text()
  key = field.char({ maxLength: 9, default: 'k', secret: true })
  made = field.datetime({ autoNowAdd: true })
}

const models = { Author, Print, Poem }
const registry = buildRegistry(
  [contentTypesApp, authApp, { label: 'verse', models }].map(({ label, models }) => ({ label, models: models ?? {} })),
)
const registered = (options: AdminOptions, others: readonly object[] = []) => {
  const app = defineApp({
    label: 'verse',
    models,
    admin: [{ kind: 'nuages.admin', model: Poem, options }, ...others],
  })
  return adminSite({ apps: [app] })
}
const problems = (options: AdminOptions, others: readonly object[] = []) =>
  registered(options, others)
    .problems(registry)
    .map(({ id, error }) => `${id.slice(6)} ${error.message}`)

test('each wrong option has an id, and says what is wrong with what', () => {
  const wrong: readonly (readonly [AdminOptions, RegExp])[] = [
    [{ listDisplay: ['titel'] }, /^E108 .*'titel' in listDisplay.*did you mean 'title'/],
    [{ listMore: ['author__nmae'] }, /^E108 .*listMore.*did you mean 'name'/],
    [{ listDisplay: [{ label: 'L', value: () => 1, orderBy: '-lenes' }] }, /^E108 .*'lenes'.*did you mean 'lines'/],
    [{ listDisplay: [{ label: 'L', value: () => 1, prefetch: ['raeders'] }] }, /^E108 .*did you mean 'readers'/],
    [{ listDisplay: ['key'] }, /^E108 .*'key' in listDisplay, and that field is secret/],
    [{ listDisplay: ['title', 'title'] }, /^E901 .*it is a column already/],
    [{ listDisplay: ['title'], listMore: ['title'] }, /^E901 .*it is a column already/],
    [{ listDisplay: ['title'], listDisplayLinks: ['lines'] }, /^E111 .*'lines' in listDisplayLinks/],
    [{ listDisplay: ['title'], sortableBy: ['lines'] }, /^E902 .*'lines' in sortableBy/],
    [{ listDisplay: ['title'], listEditable: ['lins'] }, /^E121 .*did you mean 'lines'/],
    [{ listDisplay: ['title'], listEditable: ['lines'] }, /^E122 .*no column of listDisplay/],
    [{ listDisplay: ['title', 'lines'], listDisplayLinks: ['lines'], listEditable: ['lines'] }, /^E123 /],
    [{ listDisplay: ['title', 'lines'], listEditable: ['title'] }, /^E124 .*the first column is the link/],
    [{ listDisplay: ['title', 'readers'], listEditable: ['readers'] }, /^E125 .*many rows/],
    [{ listDisplay: ['title', 'made'], listEditable: ['made'] }, /^E125 .*cannot be edited/],
    [{ listDisplay: ['title', 'lines'], listEditable: ['lines'], readonlyFields: ['lines'] }, /^E125 .*readonlyFields/],
    [{ listFilter: ['staus'] }, /^E116 .*did you mean 'status'/],
    [{ listFilter: [{ path: 'author__nam' }] }, /^E116 .*did you mean 'name'/],
    [{ listFilter: ['status', { path: 'status', kind: 'values' }] }, /^E905 .*a filter already/],
    [{ listSelectRelated: ['readers'] }, /^E117 .*relations to one row/],
    [{ listSelectRelated: ['title'] }, /^E117 /],
    [{ listPerPage: 0 }, /^E118 /],
    [{ ordering: ['-titl'] }, /^E033 .*did you mean 'title'/],
    [{ dateHierarchy: 'writen' }, /^E127 .*did you mean 'written'/],
    [{ dateHierarchy: 'lines' }, /^E128 .*ends in no date/],
    [{ listDisplay: ['title'], listTotals: { lines: 'sum' } }, /^E903 .*no column/],
    [{ listTotals: { lnes: 'sum' } }, /^E903 .*did you mean 'lines'/],
    [{ listDisplay: ['title', 'status'], listTotals: { status: 'sum' } }, /^E904 .*a char has no sum/],
    [{ listDisplay: ['title', 'readers'], listTotals: { readers: 'max' } }, /^E904 .*no single value/],
    [{ fields: ['title'], fieldsets: [{ title: null, fields: ['slug'] }] }, /^E005 .*both fields and fieldsets/],
    [{ fields: ['title', 'title'] }, /^E006 .*'title' twice/],
    [{ fieldsets: [{ title: null, fields: ['title', ['title']] }] }, /^E012 .*'title' twice/],
    [{ fields: ['title', 'shops'] }, /^E013 .*rows of verse\.print with values of their own/],
    [{ exclude: ['titel'] }, /^E015 .*did you mean/],
    [{ exclude: ['title', 'title'] }, /^E015 .*twice/],
    [{ form: modelFormFor(Author, { fields: ['name'] }) }, /^E016 .*it is the form of Author/],
    [{ readonlyFields: ['titel'] }, /^E035 .*did you mean/],
    [{ readonlyFields: [{ name: 'title', label: 'T', value: () => 1 }] }, /^E906 .*a field of the model has this name/],
    [{ quickLook: ['titel'] }, /^E907 .*did you mean/],
    [{ autocompleteFields: ['athor'] }, /^E037 .*did you mean 'author'/],
    [{ autocompleteFields: ['title'] }, /^E038 .*no foreign key/],
    [{ rawIdFields: ['athor'] }, /^E002 /],
    [{ rawIdFields: ['title'] }, /^E003 /],
    [{ radioFields: ['staus'] }, /^E022 /],
    [{ radioFields: ['title'] }, /^E023 .*no choices/],
    [{ rawIdFields: ['author'], autocompleteFields: ['author'] }, /^E908 /],
    [{ accountOf: 'title' }, /^E909 /],
    [{ prepopulatedFields: { slugg: ['title'] } }, /^E027 .*did you mean 'slug'/],
    [{ prepopulatedFields: { written: ['title'] } }, /^E028 /],
    [{ prepopulatedFields: { author: ['title'] } }, /^E028 /],
    [{ prepopulatedFields: { slug: ['titel'] } }, /^E030 /],
    [{ prepopulatedFields: { slug: ['slug'] } }, /^E030 .*from itself/],
    [{ widgets: { titel: 'textarea' } }, /^E910 .*did you mean 'title'/],
    [{ widgets: { title: 'radio' } }, /^E910 .*'radio' needs a field with choices/],
    [{ widgets: { lines: 'switch' } }, /^E910 /],
    [{ states: { staus: { live: 'good' } } }, /^E911 .*did you mean 'status'/],
    [{ states: { title: { live: 'good' } } }, /^E911 .*it has no choices/],
    [{ states: { status: { lve: 'good' } } }, /^E911 .*'lve' is none of its choices.*did you mean 'live'/],
    [{ states: { status: { live: 'green' } } } as unknown as AdminOptions, /^E911 .*'green' is no mark/],
    [{ states: { key: {} } }, /^E911 .*that field is secret/],
    [{ views: [{ path: 'x', name: 'x', view: () => new Response() }] }, /^E900 .*ends with none/],
  ]
  for (const [options, expected] of wrong) {
    const found = problems(options)
    assert.equal(found.length, 1, `${JSON.stringify(options)}: ${found.join('\n')}`)
    assert.match(found[0]!, expected)
  }
})

test('what is right is no problem', () => {
  assert.deepEqual(
    problems({
      listDisplay: ['title', 'author__name', 'lines', 'written', { label: 'Long', value: () => 1, orderBy: '-lines' }],
      listMore: ['status'],
      listDisplayLinks: ['title', 'written'],
      sortableBy: ['title', 'lines'],
      listEditable: ['lines', 'status'],
      listFilter: ['status', { path: 'author' }],
      listTotals: { lines: 'avg', written: 'max' },
      dateHierarchy: 'written',
      listSelectRelated: ['author'],
      quickLook: ['title', 'text'],
      fields: ['title', ['slug', 'status'], 'author', 'readers'],
      readonlyFields: [{ name: 'length', label: 'Length', value: () => 1 }],
      autocompleteFields: ['author'],
      rawIdFields: ['readers'],
      radioFields: ['status'],
      widgets: { text: 'markdown', title: 'textarea' },
      prepopulatedFields: { slug: ['title'] },
      form: modelFormFor(Poem, { fields: ['title'] }),
    }),
    [],
  )
})

test('all problems are listed, of all registrations; a site that is used throws the first', () => {
  const others = [
    { kind: 'nuages.admin', model: Author, options: { listDisplay: ['nmae'], ordering: ['nmae'] } },
    { kind: 'nuages.admin', model: Poem, options: {} },
    { kind: 'nuages.admin', model: class Elsewhere extends Model {}, options: {} },
  ]
  const found = problems({ radioFields: ['title'], exclude: ['x'] }, others)
  assert.deepEqual(found.map((each) => each.split(' ')[0]).sort(), ['E015', 'E023', 'E033', 'E108', 'E911', 'E912'])
  assert.throws(() => registered({ radioFields: ['title'] }).resolve(registry), { code: 'NUAGES_ADMIN_WRONG_PATH' })
})

test('a relation is found by typing only where the other admin says by what', () => {
  const author = (options: AdminOptions) => [{ kind: 'nuages.admin', model: Author, options }]
  const options = { autocompleteFields: ['author'] }
  assert.match(problems(options, author({ searchFields: [] }))[0] ?? '', /^E040 .*verse\.author has no searchFields/)
  assert.deepEqual(problems(options, author({ searchFields: ['name'] })), [])
  assert.deepEqual(problems(options, author({})), [])
})
