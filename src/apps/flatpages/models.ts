import { regex } from '../../base/schema/index.ts'
import { field, KeyedModel, meta } from '../../data/orm/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'

/** As many characters the address of a page may have: Django's column. */
export const longestUrl = 100

/** A page that people write in the admin. Django's table: https://docs.djangoproject.com/en/stable/ref/contrib/flatpages/. */
export class FlatPage extends KeyedModel {
  id = field.auto()
  url = field.char({
    maxLength: longestUrl,
    index: true,
    label: gettextLazy('URL'),
    help: gettextLazy('Such as “/about/contact/”: with a slash at the beginning and at the end.'),
    validators: [
      regex(/^\/(?:[\p{L}\p{N}_.~-]+\/)*$/u, {
        message: gettextLazy('Use letters, digits and the characters . _ ~ -, and begin and end with a slash.'),
      }),
    ],
  })
  title = field.char({ maxLength: 200, label: gettextLazy('title') })
  content = field.text({ blank: true, label: gettextLazy('content'), help: gettextLazy('HTML: it is shown as it is.') })
  /** Not used; a column that Django's table has. */
  enableComments = field.boolean({ default: false, label: gettextLazy('enable comments') })
  templateName = field.char({
    maxLength: 70,
    blank: true,
    label: gettextLazy('template name'),
    help: gettextLazy('Such as “flatpages/contact.html”. Empty: “flatpages/default.html”.'),
    validators: [
      regex(/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*\.html$/u, {
        message: gettextLazy('Name a file of HTML in a template folder.'),
      }),
    ],
  })
  registrationRequired = field.boolean({
    default: false,
    label: gettextLazy('registration required'),
    help: gettextLazy('Only people who are logged in may see the page.'),
  })
  sites = field.reverse(() => FlatPageSite, 'page')

  static meta = meta<FlatPage>()({
    table: 'django_flatpage',
    ordering: ['url'],
    label: gettextLazy('flat page'),
    labelPlural: gettextLazy('flat pages'),
  })

  override toString(): string {
    return `${this.url} – ${this.title}`
  }
}

/** On which site a page is, where one database serves several: Django's link table. There is no table of sites here, only their numbers. */
export class FlatPageSite extends KeyedModel {
  id = field.auto()
  page = field.foreignKey(() => FlatPage, {
    onDelete: 'cascade',
    column: 'flatpage_id',
    label: gettextLazy('flat page'),
  })
  site = field.integer({ index: true, column: 'site_id', label: gettextLazy('site') })

  static meta = meta<FlatPageSite>()({
    table: 'django_flatpage_sites',
    uniqueTogether: [['page', 'site']],
    label: gettextLazy('site of a flat page'),
    labelPlural: gettextLazy('sites of flat pages'),
  })

  override toString(): string {
    return String(this.site)
  }
}
