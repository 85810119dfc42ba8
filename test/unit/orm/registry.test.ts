import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  buildRegistry,
  defineModel,
  describeModel,
  field,
  fieldFromState,
  KeyedModel,
  Model,
  meta,
} from '../../../src/data/orm/index.ts'

class Section extends Model {
  name = field.char({ maxLength: 60, unique: true })
  parent = field.foreignKey(() => Section, { onDelete: 'cascade', null: true })
  children = field.reverse(() => Section, 'parent')
  articles = field.reverse(() => Article, 'section')
}
class Reporter extends Model {
  byline = field.char({ maxLength: 120 })
}
class Profile extends Model {
  reporter = field.oneToOne(() => Reporter, { onDelete: 'cascade' })
}
class Article extends Model {
  headline = field.char({ maxLength: 200 })
  slug = field.slug()
  publishedAt = field.datetime({ null: true, label: 'published' })
  isLive = field.boolean({ default: false, column: 'live' })
  section = field.foreignKey(() => Section, { onDelete: 'protect' })
  authors = field.manyToMany(() => Reporter)
  tags = field.manyToMany(() => Tag, { through: () => Tagging })
  related = field.manyToMany(() => Article)

  static meta = meta<Article>()({
    ordering: ['-publishedAt', 'section__name'],
    uniqueTogether: [['section', 'slug']],
    indexes: [{ fields: ['isLive', '-publishedAt'] }, { name: 'by_headline', fields: ['headline'] }],
    constraints: [{ kind: 'check', name: 'headline_given', check: { headline__gt: '' } }],
    label: 'story',
    labelPlural: 'stories',
  })
}
class Tag extends Model {
  name = field.char({ maxLength: 40 })
  articles = field.reverse(() => Article, 'tags')
}
class Tagging extends Model {
  weight = field.float({ default: 1 })
  article = field.foreignKey(() => Article, { onDelete: 'cascade' })
  tag = field.foreignKey(() => Tag, { onDelete: 'cascade' })
}
const models = { Section, Reporter, Profile, Article, Tag, Tagging, helper: () => 1, version: '1' }
const registry = buildRegistry([{ label: 'newsroom', models }])
const article = registry.of(Article)

const refuses = (given: object, code: string, message: RegExp) =>
  assert.throws(() => buildRegistry([{ label: 'n', models: given }]), { code: `NUAGES_ORM_${code}`, message })

describe('tables and columns', () => {
  test('Django’s names', () => {
    assert.equal(article.label, 'newsroom.article')
    assert.equal(article.table, 'newsroom_article')
    assert.equal(registry.byLabel('Newsroom.ARTICLE'), article)
    assert.deepEqual(
      article.columns.map(({ property, attribute, column }) => [property, attribute, column]),
      [
        ['id', 'id', 'id'],
        ['headline', 'headline', 'headline'],
        ['slug', 'slug', 'slug'],
        ['publishedAt', 'publishedAt', 'published_at'],
        ['isLive', 'isLive', 'live'],
        ['section', 'section_id', 'section_id'],
      ],
    )
    assert.equal(article.key.field.type, 'bigAuto')
    assert.equal(article.verboseName, 'story')
    assert.equal(article.verboseNamePlural, 'stories')
    assert.equal(registry.of(Tagging).verboseNamePlural, 'taggings')
    assert.equal(article.column('publishedAt')?.field.describe().label, 'published')
    assert.equal(article.column('section')?.field.describe().label, 'section')
  })

  test('a column answers to every name that a path may use', () => {
    assert.equal(article.column('pk'), article.key)
    assert.equal(article.column('section_id'), article.column('section'))
    assert.equal(article.column('published_at'), undefined)
    assert.equal(article.column('authors'), undefined)
  })

  test('a foreign key takes the type of the key it names', () => {
    assert.equal(article.column('section')?.field.columnType('sqlite'), 'bigint')
    assert.equal(article.column('section')?.index, true)
    assert.equal(registry.of(Profile).column('reporter')?.unique, true)
    assert.equal(registry.of(Profile).column('reporter')?.index, false)
    class Session extends KeyedModel {
      sessionKey = field.char({ maxLength: 40, primaryKey: true })
    }
    class Extra extends KeyedModel {
      session = field.oneToOne(() => Session, { onDelete: 'cascade', primaryKey: true })
    }
    class Note extends Model {
      extra = field.foreignKey(() => Extra, { onDelete: 'cascade' })
    }
    const small = buildRegistry([{ label: 's', models: [Note, Extra, Session] }])
    assert.equal(small.of(Session).key.property, 'sessionKey')
    assert.equal(small.of(Session).key.column, 'session_key')
    assert.deepEqual(
      small.of(Session).columns.map((column) => column.property),
      ['sessionKey'],
    )
    assert.equal(small.of(Note).column('extra')?.field.columnType('sqlite'), 'varchar(40)')
    assert.equal(small.of(Note).column('extra')?.field.clean(7), '7')
  })

  test('indexes and constraints carry the names that Django gives them', () => {
    assert.deepEqual(
      article.constraints.map(({ name }) => name),
      ['newsroom_article_section_id_slug_22b64a0a_uniq', 'headline_given'],
    )
    assert.equal(article.indexes[1]?.name, 'by_headline')
    assert.match(article.indexes[0]!.name, /^newsroom_ar_live_[0-9a-f]{6}_idx$/)
    assert.deepEqual(article.ordering, [
      { path: 'publishedAt', descending: true },
      { path: 'section__name', descending: false },
    ])
  })

  test('what it makes is frozen', () => {
    assert.throws(() => (article.columns as unknown[]).push(1), TypeError)
    assert.throws(() => Object.assign(article.columns[0]!, { column: 'x' }), TypeError)
    assert.throws(() => Object.assign(article, { table: 'x' }), TypeError)
  })
})

describe('relations', () => {
  test('both sides know each other', () => {
    const forward = article.relations.get('section')!
    assert.equal(forward.kind, 'foreignKey')
    assert.equal(forward.to, registry.of(Section))
    assert.equal(forward.near.column, 'section_id')
    assert.equal(forward.far.column, 'id')
    assert.equal(forward.nullable, false)
    assert.equal(forward.onDelete, 'protect')
    const back = registry.of(Section).relations.get('articles')!
    assert.equal(forward.reverse, back)
    assert.equal(back.reverse, forward)
    assert.equal(back.kind, 'reverse')
    assert.equal(back.near.column, 'id')
    assert.equal(back.far.column, 'section_id')
    assert.equal(back.field?.describe().relation?.model, 'newsroom.article')
  })

  test('an undeclared side gets Django’s query name', () => {
    const profile = registry.of(Reporter).relations.get('profile')!
    assert.equal(profile.kind, 'reverseOne')
    assert.equal(profile.toOne, true)
    assert.equal(profile.field, null)
    assert.equal(registry.of(Reporter).relations.get('article')?.kind, 'manyToMany')
    assert.equal(registry.of(Reporter).relations.has('article_authors'), false)
  })

  test('no name is implied where two could be meant', () => {
    class Person extends Model {
      name = field.text()
    }
    class Letter extends Model {
      from = field.foreignKey(() => Person, { onDelete: 'cascade' })
      to = field.foreignKey(() => Person, { onDelete: 'cascade' })
    }
    const small = buildRegistry([{ label: 'n', models: { Person, Letter } }])
    assert.deepEqual([...small.of(Person).relations.keys()], [])
    assert.equal(small.of(Letter).relations.get('from')?.reverse, null)
    assert.equal(small.of(Person).dependents.length, 2)
  })

  test('a many-to-many makes its link table, with Django’s names', () => {
    const link = article.relations.get('authors')!.through!
    assert.equal(link.automatic, true)
    assert.equal(link.model.table, 'newsroom_article_authors')
    assert.deepEqual(
      link.model.columns.map(({ column }) => column),
      ['id', 'article_id', 'reporter_id'],
    )
    assert.equal(link.near.column, 'article_id')
    assert.equal(link.model.constraints[0]?.name, 'newsroom_article_authors_article_id_reporter_id_42b7bb7a_uniq')
    assert.ok(registry.models.includes(link.model))
    assert.equal(link.model.automatic, true)
    const self = article.relations.get('related')!.through!
    assert.deepEqual([self.near.column, self.far.column], ['from_article_id', 'to_article_id'])
  })

  test('a many-to-many through a model uses its two foreign keys, from either side', () => {
    const tags = article.relations.get('tags')!
    assert.equal(tags.through?.automatic, false)
    assert.equal(tags.through?.near.column, 'article_id')
    const articles = registry.of(Tag).relations.get('articles')!
    assert.equal(articles.through?.near.column, 'tag_id')
    assert.equal(articles.reverse, tags)
  })

  test('dependents are what a deletion has to look at', () => {
    assert.deepEqual(
      article.dependents.map((relation) => `${relation.from.label}.${relation.property}`),
      [
        'newsroom.tagging.article',
        'newsroom.article_authors.article',
        'newsroom.article_related.from_article',
        'newsroom.article_related.to_article',
      ],
    )
  })
})

describe('a registry changes no class', () => {
  test('two registries of one class are independent', () => {
    const other = buildRegistry([{ label: 'other', models }])
    assert.equal(other.of(Article).table, 'other_article')
    assert.equal(article.table, 'newsroom_article')
    assert.equal(other.of(Article).column('section')?.field.describe().relation?.model, 'other.section')
    assert.equal(article.column('section')?.field.describe().relation?.model, 'newsroom.section')
  })

  test('base classes share their fields', () => {
    abstract class Dated extends Model {
      created = field.datetime({ autoNowAdd: true })
      owner = field.foreignKey(() => Reporter, { onDelete: 'cascade' })
      static meta = meta<Dated>()({ abstract: true, ordering: ['-created'], table: 'never' })
    }
    class Note extends Dated {
      text = field.text()
    }
    const small = buildRegistry([{ label: 'n', models: { Dated, Note, Reporter } }])
    assert.deepEqual(
      small.models.map(({ name }) => name),
      ['Note', 'Reporter'],
    )
    const note = small.of(Note)
    assert.equal(note.table, 'n_note')
    assert.deepEqual(
      note.columns.map(({ column }) => column),
      ['id', 'created', 'owner_id', 'text'],
    )
    assert.equal(note.ordering[0]?.path, 'created')
    assert.equal(Object.hasOwn(Note.prototype, 'owner'), true)
  })

  test('models made at run time name each other by label', () => {
    const Shelf = defineModel({ name: 'Shelf', fields: { name: fieldFromState({ type: 'text', options: {} }) } })
    const fields = {
      shelf: fieldFromState({ type: 'foreignKey', options: { to: 'old.shelf', onDelete: 'cascade' } }),
      near: fieldFromState({ type: 'manyToMany', options: { to: 'old.book' } }),
    }
    const Book = defineModel({ name: 'Book', fields, meta: { table: 'books' } })
    const old = buildRegistry([{ label: 'old', models: [Book, Shelf] }])
    assert.equal(old.byLabel('old.book')?.relations.get('shelf')?.to, old.of(Shelf))
    assert.equal(old.byLabel('old.book_near')?.table, 'books_near')
    assert.deepEqual(old.of(Book).column('shelf')?.field.deconstruct(), {
      type: 'foreignKey',
      options: { to: 'old.shelf', onDelete: 'cascade' },
    })
  })

  test('a model that no project knows describes itself', () => {
    const { key, fields } = describeModel(Article)
    assert.equal(key, 'id')
    assert.deepEqual(Object.keys(fields), [
      'id',
      'headline',
      'slug',
      'publishedAt',
      'isLive',
      'section',
      'authors',
      'tags',
      'related',
    ])
    assert.equal(fields.isLive?.label, 'is live')
    assert.deepEqual(fields.section?.relation, { model: 'section', many: false })
  })
})

describe('what is refused at start-up', () => {
  test('names', () => {
    class Steps extends Model {
      a__b = field.text()
    }
    refuses({ Steps }, 'BAD_FIELD_NAME', /Steps\.a__b/)
    class Trailing extends Model {
      a_ = field.text()
    }
    refuses({ Trailing }, 'BAD_FIELD_NAME', /underscore/)
    const Saving = defineModel({ name: 'Saving', fields: { save: fieldFromState({ type: 'text', options: {} }) } })
    refuses({ Saving }, 'BAD_FIELD_NAME', /Saving\.save/)
    const Keyed = defineModel({ name: 'Keyed', fields: { pk: fieldFromState({ type: 'text', options: {} }) } })
    refuses({ Keyed }, 'BAD_FIELD_NAME', /Keyed\.pk/)
    class Twice extends Model {
      section = field.foreignKey(() => Section, { onDelete: 'cascade' })
      section_id = field.integer()
    }
    refuses({ Twice, Section, Article, Reporter, Tag, Tagging }, 'NAME_CLASH', /section_id/)
    class Columns extends Model {
      isStaff = field.boolean()
      staff = field.boolean({ column: 'is_staff' })
    }
    refuses({ Columns }, 'NAME_CLASH', /is_staff/)
  })

  test('properties that are no fields, and private state', () => {
    class Counter extends Model {
      name = field.text()
      count = 0
    }
    refuses({ Counter }, 'PROPERTY_NOT_FIELD', /Counter\.count/)
    class Hidden extends Model {
      name = field.text()
      #secret = 1
      get secret(): number {
        return this.#secret
      }
    }
    refuses({ Hidden }, 'PRIVATE_STATE', /#secret/)
    class Method extends Model {
      #hidden(): number {
        return 1
      }
      get shown(): number {
        return this.#hidden()
      }
    }
    refuses({ Method }, 'PRIVATE_STATE', /#hidden/)
    class Fine extends Model {
      // #hash in a comment, and
      colour = field.char({ maxLength: 7, default: '#fff = white' })
      static #cache = new Map<string, string>()
      static get cached(): number {
        return Fine.#cache.size
      }
    }
    buildRegistry([{ label: 'n', models: { Fine } }])
  })

  test('options', () => {
    const bad = (value: unknown, problem: RegExp) => {
      class Bad extends Model {
        part = value as string
      }
      refuses({ Bad }, 'BAD_OPTION', problem)
    }
    bad(field.char({} as { maxLength: number }), /maxLength/)
    bad(field.char({ maxLength: 0 }), /above 0/)
    bad(field.text({ nul: true } as object), /did you mean 'null'/)
    bad(field.decimal({ maxDigits: 2, decimalPlaces: 3 }), /decimalPlaces/)
    bad(field.datetime({ autoNow: true, autoNowAdd: true }), /only one/)
    bad(
      field.foreignKey(() => Section, { onDelete: 'setNull' }),
      /null: true/,
    )
    bad(
      field.foreignKey(() => Section, { onDelete: 'setDefault' }),
      /default/,
    )
    bad(
      field.foreignKey(() => Section, { onDelete: 'vanish' as 'cascade' }),
      /onDelete/,
    )
    bad(field.foreignKey(Section as unknown as () => typeof Section, { onDelete: 'cascade' }), /\(\) => Author/)
    bad(field.char({ maxLength: 3, primaryKey: true, null: true }), /cannot be null/)
    class Keys extends KeyedModel {
      a = field.integer({ primaryKey: true })
      b = field.integer({ primaryKey: true })
    }
    refuses({ Keys }, 'TWO_KEYS', /a, b/)
    class Id extends KeyedModel {
      id = field.integer()
    }
    refuses({ Id }, 'BAD_OPTION', /primaryKey/)
  })

  test('relations that do not meet', () => {
    class Lonely extends Model {
      section = field.foreignKey(() => Section, { onDelete: 'cascade' })
    }
    refuses({ Lonely }, 'RELATION_OUTSIDE', /Section/)
    class Wrong extends Model {
      section = field.foreignKey(() => Map as never, { onDelete: 'cascade' })
    }
    refuses({ Wrong }, 'RELATION_OUTSIDE', /Map/)
    class Void extends Model {
      section = field.foreignKey(() => undefined as never, { onDelete: 'cascade' })
    }
    refuses({ Void }, 'NOT_A_MODEL', /Void\.section/)
    class Page extends Model {
      title = field.text()
      book = field.foreignKey(() => Volume, { onDelete: 'cascade' })
    }
    class Volume extends Model {
      pages = field.reverse(() => Page, 'title')
    }
    refuses({ Page, Volume }, 'REVERSE_MISMATCH', /no relation 'title'/)
    class Elsewhere extends Model {
      letters = field.reverse(() => Letter, 'to')
    }
    class Letter extends Model {
      to = field.foreignKey(() => Section, { onDelete: 'cascade' })
    }
    refuses({ Elsewhere, Letter, ...models }, 'REVERSE_MISMATCH', /points at Section, not at Elsewhere/)
    class A extends Model {
      b = field.oneToOne(() => B, { onDelete: 'cascade' })
    }
    class B extends Model {
      as = field.reverse(() => A, 'b')
    }
    refuses({ A, B }, 'REVERSE_MISMATCH', /reverseOne/)
    class C extends Model {
      d = field.foreignKey(() => D, { onDelete: 'cascade' })
    }
    class D extends Model {
      first = field.reverse(() => C, 'd')
      second = field.reverse(() => C, 'd')
    }
    refuses({ C, D }, 'REVERSE_MISMATCH', /already answered by D\.first/)
  })

  test('link models without their keys', () => {
    class Left extends Model {
      rights = field.manyToMany(() => Right, { through: () => Link })
    }
    class Right extends Model {}
    class Link extends Model {
      left = field.foreignKey(() => Left, { onDelete: 'cascade' })
      other = field.foreignKey(() => Left, { onDelete: 'cascade' })
      right = field.foreignKey(() => Right, { onDelete: 'cascade' })
    }
    refuses({ Left, Right, Link }, 'BAD_THROUGH', /more than one foreign key to Left/)
    class Named extends Model {
      rights = field.manyToMany(() => Right, { through: () => Link2, throughFields: ['other', 'right'] })
    }
    class Link2 extends Model {
      left = field.foreignKey(() => Named, { onDelete: 'cascade' })
      other = field.foreignKey(() => Named, { onDelete: 'cascade' })
      right = field.foreignKey(() => Right, { onDelete: 'cascade' })
    }
    const small = buildRegistry([{ label: 'n', models: { Named, Right, Link2 } }])
    assert.equal(small.of(Named).relations.get('rights')?.through?.near.column, 'other_id')
  })

  test('meta that names what is not there', () => {
    const bad = (options: object, code: string, message: RegExp) => {
      class Bad extends Model {
        title = field.text()
        static meta = options
      }
      refuses({ Bad }, code, message)
    }
    bad({ orderng: [] }, 'UNKNOWN_META', /did you mean 'ordering'/)
    bad({ ordering: ['-titel'] }, 'BAD_META', /did you mean 'title'/)
    bad({ ordering: ['title__name'] }, 'BAD_META', /title__name/)
    bad({ uniqueTogether: [['titel']] }, 'BAD_META', /uniqueTogether/)
    bad({ indexes: [{ fields: ['-titel'] }] }, 'BAD_META', /indexes/)
    bad({ constraints: [{ kind: 'check', name: 'x', check: { titel__gt: 1 } }] }, 'BAD_META', /constraints/)
    bad({ constraints: [{ kind: 'unique', name: 'x', fields: ['titel'] }] }, 'BAD_META', /constraints/)
  })

  test('two models in one place, and models that extend models', () => {
    class One extends Model {
      static meta = { table: 'same' }
    }
    class Two extends Model {
      static meta = { table: 'same' }
    }
    refuses({ One, Two }, 'DUPLICATE_MODEL', /same/)
    class Base extends Model {
      name = field.text()
    }
    class Child extends Base {}
    refuses({ Base, Child }, 'EXTENDS_MODEL', /Child extends Base/)
    assert.throws(() => registry.of(Base), { code: 'NUAGES_ORM_MODEL_NOT_IN_PROJECT' })
  })
})
