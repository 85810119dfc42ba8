import { gettext, ngettext } from '../../../web/i18n/index.ts'
import { ago, count, fill, initials, inSentence, listed } from '../format.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AdminRequest } from '../request.ts'
import type { Written } from './read.ts'

/** Who did something, when and by what means, for the head of a revision. */
export interface Told {
  /** The sentence in pieces: the one marked is who. */
  readonly sentence: readonly { readonly text: string; readonly isWho: boolean }[]
  readonly initials: string
  readonly tone: number
  readonly means: string
  readonly when: string
  readonly iso: string
}

type Did = Written['action'] | 'related'

/** 'Ada Moreau changed price and stock', 'with the action Publish', '5 minutes ago'. */
export function tell(
  admin: AdminRequest,
  model: ModelAdmin | undefined,
  record: Pick<Written, 'time' | 'userKey' | 'userName' | 'impersonator' | 'via'>,
  did: Did,
  labels: readonly string[],
  now: Date,
): Told {
  const own = record.userKey !== null && String(record.userKey) === String(admin.user.pk)
  const who = own ? '' : record.userName || doer(record.via)
  const fields = listed(labels.slice(0, 2).map(inSentence))
  const message = own ? ownSentence(did, labels.length) : sentence(did, labels.length)
  const text = fill(message, { fields, count: count(labels.length) })
  const at = text.indexOf('%(who)s')
  const pieces =
    at < 0
      ? [{ text, isWho: false }]
      : [
          { text: text.slice(0, at), isWho: false },
          { text: who, isWho: true },
          { text: text.slice(at + '%(who)s'.length), isWho: false },
        ]
  return {
    sentence: pieces.filter((piece) => piece.text !== ''),
    initials: record.userName === '' && !own ? '' : initials(own ? admin.user.name : record.userName),
    tone: own ? 1 : record.userName === '' ? 0 : 2 + (record.userName.length % 2),
    means: meansOf(model, record),
    when: ago(record.time, now, admin.zone),
    iso: record.time.toISOString(),
  }
}

/** Who did it, where that was no person. */
function doer(via: string): string {
  if (via.startsWith('task:')) return fill(gettext('The task %(name)s'), { name: via.slice(5) })
  return via === 'code' ? gettext('A program') : gettext('Somebody')
}

function sentence(did: Did, fields: number): string {
  if (did === 'added') return gettext('%(who)s created it')
  if (did === 'deleted') return gettext('%(who)s deleted it')
  if (did === 'related') return gettext('%(who)s changed what belongs to it')
  if (fields === 0) return gettext('%(who)s changed it')
  if (fields <= 2) return gettext('%(who)s changed %(fields)s')
  return ngettext('%(who)s changed %(count)s field', '%(who)s changed %(count)s fields', fields)
}

function ownSentence(did: Did, fields: number): string {
  if (did === 'added') return gettext('You created it')
  if (did === 'deleted') return gettext('You deleted it')
  if (did === 'related') return gettext('You changed what belongs to it')
  if (fields === 0) return gettext('You changed it')
  if (fields <= 2) return gettext('You changed %(fields)s')
  return ngettext('You changed %(count)s field', 'You changed %(count)s fields', fields)
}

/** By what means, where that is not the form. */
export function meansOf(
  model: ModelAdmin | undefined,
  record: Pick<Written, 'via' | 'userName' | 'impersonator'>,
): string {
  const parts: string[] = []
  const { via, userName, impersonator } = record
  if (via === 'list') parts.push(gettext('in the list'))
  else if (via === 'restore') parts.push(gettext('by restoring a version'))
  else if (via === 'move') parts.push(gettext('to make way for a deletion'))
  else if (via.startsWith('action:'))
    parts.push(fill(gettext('with the action %(name)s'), { name: actionName(model, via.slice(7)) }))
  else if (via === 'code' && userName !== '') parts.push(gettext('by a program'))
  if (impersonator !== '') parts.push(fill(gettext('done by %(name)s as this person'), { name: impersonator }))
  return parts.join(gettext(', '))
}

function actionName(model: ModelAdmin | undefined, name: string): string {
  const label = model?.options.actions?.find((each) => each.name === name)?.label
  if (label !== undefined) return String(label)
  return name === '_delete' ? gettext('Delete') : name
}
