import { untyped } from '../../../data/orm/index.ts'
import { gettext, ngettext } from '../../../web/i18n/index.ts'
import { Group } from '../../auth/index.ts'
import { fill, listed } from '../format.ts'
import { type AdminRequest, describeUser } from '../request.ts'

/** How many names a page tells. */
const most = 5

/** Who may be asked about a permission that somebody lacks: told to staff alone, in names. */
interface WhoHas {
  /** 'Your account is in Editors.' */
  readonly own: string
  /** 'The groups Chiefs and Editors have it.' */
  readonly groups: string
  /** 'Ada Moreau can give it to you.' */
  readonly superusers: string
}

/** The groups that have a permission ('news.view_article'), and the superusers, who give it. Three queries. */
export async function whoHas({ actor }: AdminRequest, permission: string): Promise<WhoHas | null> {
  if ((actor as { readonly isStaff?: boolean }).isStaff !== true) return null
  const [appLabel = '', codename = ''] = permission.split(/\.(.*)/s)
  const groups = untyped(Group)
  const people = untyped(actor.constructor as never)
  const [own, having, superusers] = await Promise.all([
    groups.filter({ users: actor.pk }).orderBy('name').valuesList('name', { flat: true }),
    groups
      .filter({ permissions__codename: codename, permissions__contentType__appLabel: appLabel })
      .distinct()
      .orderBy('name')
      .slice(0, most + 1)
      .valuesList('name', { flat: true }),
    people
      .filter({ isSuperuser: true, isActive: true })
      .orderBy('pk')
      .slice(0, most + 1),
  ])
  const names = superusers.map((row) => describeUser(row).name)
  return {
    own: told(own as string[], gettext('Your account is in no group.'), (listing) =>
      fill(gettext('Your account is in %(groups)s.'), { groups: listing }),
    ),
    groups: told(having as string[], gettext('No group has it.'), (listing, count) =>
      fill(ngettext('The group %(groups)s has it.', 'The groups %(groups)s have it.', count), { groups: listing }),
    ),
    superusers: told(names, gettext('There is no superuser who could give it to you.'), (listing) =>
      fill(gettext('%(people)s can give it to you.'), { people: listing }),
    ),
  }
}

function told(names: readonly string[], none: string, some: (listing: string, count: number) => string): string {
  if (names.length === 0) return none
  const shown = names.slice(0, most)
  return some(listed(names.length > most ? [...shown, gettext('others')] : shown), names.length)
}
