import { regex } from '../../base/schema/index.ts'
import { field, KeyedModel, meta } from '../../data/orm/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'

/** As many characters a path may have: Django's column. */
export const longestPath = 200

/**
 * A way from an address that nothing answers any more to another one. Django's table: https://docs.djangoproject.com/en/stable/ref/contrib/redirects/.
 */
export class Redirect extends KeyedModel {
  id = field.auto()
  /** The number of the site, where one database serves several. There is no table of sites here: in one of Django it is its `django_site.id`. */
  site = field.integer({ default: 1, index: true, column: 'site_id', label: gettextLazy('site') })
  oldPath = field.char({
    maxLength: longestPath,
    index: true,
    label: gettextLazy('redirect from'),
    help: gettextLazy(
      'A path from the root, without the domain name: “/events/search/”. With a query it is for that query alone.',
    ),
    validators: [regex(/^\/(?![/\\])\S*$/, { message: gettextLazy('Begin with one slash, and leave out spaces.') })],
  })
  newPath = field.char({
    maxLength: longestPath,
    blank: true,
    label: gettextLazy('redirect to'),
    help: gettextLazy(
      'A path as above, or a whole address that begins with “https://”. Empty: the page is gone for good.',
    ),
    validators: [
      regex(/^(?:\/(?![/\\])|https?:\/\/[^/\s])\S*$/i, {
        message: gettextLazy('Begin with one slash or with “https://”, and leave out spaces.'),
      }),
    ],
  })

  static meta = meta<Redirect>()({
    table: 'django_redirect',
    ordering: ['oldPath'],
    uniqueTogether: [['site', 'oldPath']],
    label: gettextLazy('redirect'),
    labelPlural: gettextLazy('redirects'),
  })

  override toString(): string {
    return `${this.oldPath} → ${this.newPath}`
  }
}
