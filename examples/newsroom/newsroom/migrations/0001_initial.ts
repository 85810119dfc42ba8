import {
  addConstraint,
  addField,
  addIndex,
  alterUniqueTogether,
  createModel,
  field,
  migration,
  swappable,
} from 'nuages/migrations'

export default migration({
  version: '0.1.0',
  dependencies: [swappable('user')],
  operations: [
    createModel({
      name: 'Article',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        headline: field.char({ maxLength: 200 }),
        slug: field.slug({ maxLength: 200 }),
        standfirst: field.text({ blank: true, help: 'One or two sentences below the headline.' }),
        body: field.text({ help: 'Leave an empty line between paragraphs.' }),
        status: field.char({
          maxLength: 8,
          choices: { draft: 'Draft', review: 'In review', live: 'Live', gone: 'Taken down' },
          default: 'draft',
          index: true,
        }),
        publishedAt: field.datetime({ null: true, blank: true, label: 'published' }),
        embargo: field.date({ null: true, blank: true, help: 'Nothing is to appear before this day.' }),
        fee: field.decimal({ maxDigits: 9, decimalPlaces: 2, default: '0' }),
        wordCount: field.integer({ default: 0, label: 'words' }),
        meta: field.json({ blank: true }),
        image: field.image({ maxLength: 100, blank: true, label: 'picture' }),
        updated: field.datetime({ autoNow: true }),
      },
      options: { ordering: ['-publishedAt', '-id'] },
    }),
    createModel({
      name: 'Tag',
      fields: { id: field.bigAuto({ primaryKey: true }), name: field.char({ maxLength: 40, unique: true }) },
      options: { ordering: ['name'] },
    }),
    createModel({
      name: 'Tagging',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        weight: field.float({ default: 1 }),
        article: field.foreignKey('newsroom.Article', { onDelete: 'cascade' }),
        tag: field.foreignKey('newsroom.Tag', { onDelete: 'cascade' }),
      },
      options: { uniqueTogether: [['article', 'tag']] },
    }),
    createModel({
      name: 'Section',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        name: field.char({ maxLength: 60, unique: true }),
        slug: field.slug({ unique: true }),
        position: field.positiveSmallInteger({ default: 0, help: 'Sections are listed in this order.' }),
        parent: field.foreignKey('newsroom.Section', { onDelete: 'cascade', null: true, blank: true }),
      },
      options: { ordering: ['position', 'name'] },
    }),
    createModel({
      name: 'Reporter',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        user: field.oneToOne(swappable('user'), { onDelete: 'cascade' }),
        byline: field.char({ maxLength: 120 }),
        beat: field.foreignKey('newsroom.Section', { onDelete: 'setNull', null: true, blank: true }),
      },
      options: { ordering: ['byline'] },
    }),
    createModel({
      name: 'Comment',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        authorName: field.char({ maxLength: 80, label: 'name' }),
        email: field.email(),
        text: field.text(),
        created: field.datetime({ autoNowAdd: true }),
        approved: field.boolean({ null: true, default: null }),
        ip: field.ipAddress({ null: true, blank: true, editable: false }),
        article: field.foreignKey('newsroom.Article', { onDelete: 'cascade' }),
        replyTo: field.foreignKey('newsroom.Comment', { onDelete: 'cascade', null: true, blank: true }),
      },
      options: { ordering: ['created', 'id'] },
    }),
    addField({ model: 'article', name: 'authors', field: field.manyToMany('newsroom.Reporter', { blank: true }) }),
    addField({
      model: 'article',
      name: 'section',
      field: field.foreignKey('newsroom.Section', { onDelete: 'protect' }),
    }),
    addField({
      model: 'article',
      name: 'tags',
      field: field.manyToMany('newsroom.Tag', { through: 'newsroom.Tagging', blank: true }),
    }),
    alterUniqueTogether({ name: 'article', uniqueTogether: [['section', 'slug']] }),
    addIndex({ model: 'article', index: { name: 'live_by_date', fields: ['status', '-publishedAt'] } }),
    addConstraint({
      model: 'article',
      constraint: { kind: 'check', name: 'fee_not_negative', check: { fee__gte: '0' } },
    }),
  ],
})
