import { admin, adminApp, adminSite, adminUrls, inline } from '../../src/apps/admin/index.ts'
import { authApp } from '../../src/apps/auth/index.ts'
import { sessionsApp } from '../../src/apps/sessions/index.ts'
import { field, Model, meta } from '../../src/data/orm/index.ts'
import { defineApp, defineProject, type ProjectDefinition } from '../../src/tools/project/index.ts'
import { include, path, text } from '../../src/web/http/index.ts'

/** The shop that both admins show; `with_django.py` has the same tables, columns and options. */
export class Maker extends Model {
  name = field.char({ maxLength: 60 })
  country = field.char({ maxLength: 2 })

  override toString(): string {
    return this.name
  }
}

export class Shelf extends Model {
  name = field.char({ maxLength: 60 })

  override toString(): string {
    return this.name
  }
}

export class Product extends Model {
  title = field.char({ maxLength: 120 })
  slug = field.slug({ maxLength: 60 })
  status = field.char({ maxLength: 8, choices: { draft: 'Draft', review: 'In review', live: 'Published' } })
  maker = field.foreignKey(() => Maker, { onDelete: 'protect' })
  shelf = field.foreignKey(() => Shelf, { onDelete: 'protect' })
  price = field.decimal({ maxDigits: 8, decimalPlaces: 2, index: true })
  stock = field.integer({ default: 0 })
  featured = field.boolean({ default: false })
  published = field.date({ null: true, blank: true })
  blurb = field.text({ blank: true })
  variants = field.reverse(() => Variant, 'product')
  photos = field.reverse(() => Photo, 'product')
  notes = field.reverse(() => Note, 'product')

  static meta = meta<Product>()({ ordering: ['-pk'] })

  override toString(): string {
    return this.title
  }
}

export class Variant extends Model {
  product = field.foreignKey(() => Product, { onDelete: 'cascade' })
  code = field.char({ maxLength: 40 })
  price = field.decimal({ maxDigits: 8, decimalPlaces: 2 })
  stock = field.integer({ default: 0 })

  override toString(): string {
    return this.code
  }
}

export class Photo extends Model {
  product = field.foreignKey(() => Product, { onDelete: 'cascade' })
  caption = field.char({ maxLength: 120 })
  position = field.integer({ default: 0 })

  override toString(): string {
    return this.caption
  }
}

export class Note extends Model {
  product = field.foreignKey(() => Product, { onDelete: 'cascade' })
  author = field.char({ maxLength: 60 })
  body = field.text()

  override toString(): string {
    return this.author
  }
}

const shop = defineApp({
  label: 'shop',
  models: { Maker, Shelf, Product, Variant, Photo, Note },
  admin: [
    admin(Product, {
      listDisplay: ['title', 'maker', 'status', 'price', 'stock', 'featured', 'published'],
      listFilter: ['status', 'featured', 'shelf'],
      searchFields: ['title', 'slug'],
      listPerPage: 50,
      inlines: [inline(Variant), inline(Photo), inline(Note)],
    }),
    admin(Maker),
    admin(Shelf),
  ],
})

export const definition: ProjectDefinition = defineProject({
  apps: [authApp, sessionsApp, adminApp, shop],
  databases: { default: 'sqlite::memory:' },
  auth: { throttle: false },
  log: { level: 'error' },
  mail: false,
  urls: [path('', () => text('nothing')), path('admin/', include(adminUrls(adminSite({ title: 'Shop' }))))],
})
