import { Q, untyped } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { fieldAccess } from '../../auth/index.ts'
import { isRuled, mayView } from '../access.ts'
import { ago, fill, initials, inSentence, listed } from '../format.ts'
import { loggedFields } from '../log.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { actionFlags, LogEntry } from '../models.ts'
import { capitalise } from '../paths.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, describeUser, rowUrl } from '../request.ts'
import { amongNewest, isOwn, labelOf } from './log-window.ts'

/** What was done, as a sentence: of oneself, and of others. `%(fields)s` is there where the log names some. */
function sentence(flag: number, own: boolean, withFields: boolean): string {
  if (flag === actionFlags.added) return own ? gettext('%(you)s added %(what)s') : gettext('%(who)s added %(what)s')
  if (flag === actionFlags.deleted)
    return own ? gettext('%(you)s deleted %(what)s') : gettext('%(who)s deleted %(what)s')
  if (flag !== actionFlags.changed)
    return own ? gettext('%(you)s worked on %(what)s') : gettext('%(who)s worked on %(what)s')
  if (withFields)
    return own ? gettext('%(you)s changed %(fields)s of %(what)s') : gettext('%(who)s changed %(fields)s of %(what)s')
  return own ? gettext('%(you)s changed %(what)s') : gettext('%(who)s changed %(what)s')
}

/** A sentence in pieces, so that the template can mark who did it and link to what it was done to. */
function pieces(message: string, fields: string): { readonly kind: 'who' | 'what' | 'text'; readonly text: string }[] {
  return message
    .split(/(%\((?:you|who|what)\)s)/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      if (piece === '%(what)s') return { kind: 'what', text: '' }
      if (piece.startsWith('%(you)') || piece.startsWith('%(who)')) return { kind: 'who', text: '' }
      return { kind: 'text', text: fill(piece, { fields }) }
    })
}

/**
 * What was done last to rows of these models, in words: one's own work, and that of others where every row of the model is to be seen.
 */
export async function recentActions(admin: AdminRequest, now: Date, models: readonly ModelAdmin[]) {
  const entries = await untyped(LogEntry)
    .filter(await amongNewest())
    .filter(toBeSeen(admin, models) as never)
    .orderBy('-pk')
    .selectRelated('user', 'contentType')
    .slice(0, 10)
  const partly = await partlySeen(admin, models)
  return entries.map((entry) => {
    const model = modelOf(admin, entry)
    const user = entry['user'] as AnyRow
    const own = isOwn(admin, user)
    const { name } = describeUser(user)
    const fields = model !== undefined && partly.has(model.info) ? '' : changedFields(model, entry)
    const flag = entry['actionFlag'] as number
    const time = entry['actionTime'] as Date
    const there = flag !== actionFlags.deleted && entry['objectId'] !== null
    return {
      who: own ? gettext('You') : name,
      initials: initials(own ? admin.user.name : name),
      tone: own ? 1 : 2 + (Number(user['pk']) % 2),
      pieces: pieces(sentence(flag, own, fields !== ''), fields),
      what: String(entry['objectRepr']),
      model: capitalise(model?.one ?? labelOf(entry)?.split('.')[1] ?? gettext('record')),
      url:
        there && model !== undefined && mayView(admin, model)
          ? rowUrl(admin, model, entry['objectId'], 'change')
          : null,
      when: ago(time, now, admin.zone),
      iso: time.toISOString(),
    }
  })
}

/** The condition for entries about these models that the person may read. */
function toBeSeen(admin: AdminRequest, models: readonly ModelAdmin[]): object {
  const of = ({ info }: ModelAdmin): Record<string, unknown> => ({
    contentType__appLabel: info.app,
    contentType__model: info.name.toLowerCase(),
  })
  const open = models.filter((model) => admin.user.isSuperuser || (mayView(admin, model) && !isRuled(admin, model)))
  const own = models.map((model) => ({ ...of(model), user: admin.user.pk }))
  const [first, ...more] = [...open.map(of), ...own].map((lookups) => Q(lookups))
  return more.reduce((all, next) => all.or(next), first ?? Q({ pk__in: [] } as Record<string, unknown>))
}

/** Models of which this person sees some fields and not all: what changed in them is told without names. */
async function partlySeen(
  { user, actor }: AdminRequest,
  models: readonly ModelAdmin[],
): Promise<ReadonlySet<ModelInfo>> {
  if (user.isSuperuser) return new Set()
  const found = await Promise.all(models.map(async ({ info }) => ({ info, ...(await fieldAccess(actor, info)) })))
  return new Set(found.filter(({ hidden }) => hidden.size > 0).map(({ info }) => info))
}

function modelOf(admin: AdminRequest, entry: AnyRow): ModelAdmin | undefined {
  const info = admin.registry.byLabel(labelOf(entry) ?? '')
  return info === undefined ? undefined : admin.models.of(info)
}

/** 'status and fee', from the entry's own JSON; nothing where it says none, or more than a line holds. */
function changedFields(model: ModelAdmin | undefined, entry: AnyRow): string {
  const fields = loggedFields(model, entry['changeMessage'])
  return fields.length === 0 || fields.length > 3 ? '' : listed(fields.map(inSentence))
}
