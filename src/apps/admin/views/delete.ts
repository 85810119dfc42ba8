import { atomic, IntegrityError, ProtectedError, relatedObjects } from '../../../data/orm/index.ts'
import type { ModelInfo, OnDelete } from '../../../data/query/index.ts'
import { redirect } from '../../../web/http/index.ts'
import { gettext, ngettext } from '../../../web/i18n/index.ts'
import { tryMessages } from '../../messages/index.ts'
import { mayDelete, mayDeleteRow, mayView } from '../access.ts'
import { count, fill } from '../format.ts'
import { keyFrom, logAction } from '../log.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { actionFlags } from '../models.ts'
import { page } from '../page.ts'
import { capitalise } from '../paths.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, listUrl, readRow, rowUrl } from '../request.ts'
import { forbidden, noSuchRow } from './stop.ts'

/** How many rows of each kind the page names. */
const named = 20

/** Asks before it deletes: what goes with the row, what stays without it, and what is in the way. */
export async function deleteView(admin: AdminRequest, model: ModelAdmin, { id }: { id: string }): Promise<Response> {
  if (!mayDelete(admin, model)) return forbidden(admin, model, 'delete')
  const key = keyFrom(model, id)
  const row = key === undefined ? null : await readRow(admin, model, key)
  if (row === null) return noSuchRow(admin, model, id)
  if (!(await mayDeleteRow(admin, model, row))) return forbidden(admin, model, 'delete', row)
  const impact = await deletionImpact(admin, model.info, row)
  if (admin.request.method !== 'POST' || impact.blocked > 0) return question(admin, model, row, impact)
  const name = String(row)
  try {
    await atomic(async () => {
      await logAction(admin, model, row, actionFlags.deleted)
      await (row as AnyRow & { delete(): Promise<unknown> }).delete()
    })
  } catch (error) {
    if (error instanceof IntegrityError) {
      tryMessages(admin.request)?.error(
        fill(gettext('The database refused this: %(reason)s'), { reason: error.message }),
      )
      return redirect(rowUrl(admin, model, row['pk'], 'delete'), { status: 303 })
    }
    // Somebody added a row that is in the way while this page was read.
    if (!(error instanceof ProtectedError)) throw error
    return question(admin, model, row, await deletionImpact(admin, model.info, row))
  }
  const done =
    impact.gone === 0
      ? gettext('%(model)s “%(name)s” deleted.')
      : ngettext(
          '%(model)s “%(name)s” deleted, with %(count)s related record.',
          '%(model)s “%(name)s” deleted, with %(count)s related records.',
          impact.gone,
        )
  tryMessages(admin.request)?.success(fill(done, { model: capitalise(model.one), name, count: count(impact.gone) }))
  return redirect(listUrl(admin, model), { status: 303 })
}

interface Impact {
  readonly parts: readonly ImpactPart[]
  readonly gone: number
  readonly blocked: number
}

interface ImpactPart {
  readonly kind: 'bad' | 'keep' | 'blocked'
  readonly icon: string
  readonly title: string
  readonly count: string
  readonly lines: readonly ImpactLine[]
}

interface ImpactLine {
  readonly title: string
  readonly count: string
  readonly rows: readonly { readonly name: string; readonly url: string | null }[]
  readonly more: string
}

type Fate = 'goes' | 'stays' | 'blocks'

function fateOf(onDelete: OnDelete): Fate | null {
  if (onDelete === 'cascade') return 'goes'
  if (onDelete === 'setNull' || onDelete === 'setDefault') return 'stays'
  return onDelete === 'doNothing' ? null : 'blocks'
}

async function deletionImpact(admin: AdminRequest, info: ModelInfo, row: AnyRow): Promise<Impact> {
  const lines: Record<Fate, { line: ImpactLine; rows: number }[]> = { goes: [], stays: [], blocks: [] }
  for (const { model, rows, onDelete } of await relatedObjects(row)) {
    const way = model.automatic ? 'stays' : fateOf(onDelete)
    if (way === null || rows.length === 0) continue
    const other = admin.models.of(model)
    // What somebody may not delete by itself may not go with something else either.
    const denied =
      way === 'goes' && other !== undefined && !(await mayDeleteAll(admin, other, rows as readonly AnyRow[]))
    const line = model.automatic
      ? linkLine(info, model, rows.length)
      : impactLine(admin, model, rows as readonly AnyRow[], denied)
    lines[denied ? 'blocks' : way].push({ line, rows: rows.length })
  }
  const sum = (fate: Fate) => lines[fate].reduce((total, each) => total + each.rows, 0)
  const part = (fate: Fate, kind: ImpactPart['kind'], icon: string, heading: string): ImpactPart[] =>
    lines[fate].length === 0
      ? []
      : [{ kind, icon, title: heading, count: count(sum(fate)), lines: lines[fate].map((each) => each.line) }]
  return {
    parts: [
      ...part('blocks', 'blocked', 'alert', gettext('In the way')),
      ...(lines.blocks.length > 0
        ? []
        : [
            ...part('goes', 'bad', 'trash', gettext('Goes with it')),
            ...part('stays', 'keep', 'link', gettext('Stays, without it')),
          ]),
    ],
    gone: sum('goes'),
    blocked: sum('blocks'),
  }
}

async function mayDeleteAll(admin: AdminRequest, model: ModelAdmin, rows: readonly AnyRow[]): Promise<boolean> {
  if (!mayDelete(admin, model)) return false
  for (const row of rows) if (!(await mayDeleteRow(admin, model, row))) return false
  return true
}

/** Rows of a link table: what they link to stays, and loses the link. */
function linkLine(info: ModelInfo, link: ModelInfo, links: number): ImpactLine {
  const ends = link.columns.flatMap((column) => (column.relation === null ? [] : [column.relation.to]))
  const far = ends.includes(info) ? (ends.find((end) => end !== info) ?? info) : ends[1]
  const title = fill(gettext('%(names)s: this %(name)s is taken out'), {
    names: capitalise(far?.verboseNamePlural ?? link.verboseNamePlural),
    name: info.verboseName,
  })
  return { title, count: count(links), rows: [], more: '' }
}

function impactLine(admin: AdminRequest, info: ModelInfo, rows: readonly AnyRow[], denied: boolean): ImpactLine {
  const model = admin.models.of(info)
  const open = model !== undefined && mayView(admin, model)
  const names = capitalise(info.verboseNamePlural)
  return {
    title: denied ? fill(gettext('%(names)s: you may not delete them'), { names }) : names,
    count: count(rows.length),
    rows: rows
      .slice(0, named)
      .map((row) => ({ name: String(row), url: open ? rowUrl(admin, model, row['pk'], 'change') : null })),
    more: rows.length <= named ? '' : count(rows.length - named),
  }
}

function question(admin: AdminRequest, model: ModelAdmin, row: AnyRow, impact: Impact): Promise<Response> {
  const name = String(row)
  const blocked = impact.blocked > 0
  const changeUrl = rowUrl(admin, model, row['pk'], 'change')
  const heading = blocked ? gettext('“%(name)s” cannot be deleted yet') : gettext('Delete “%(name)s”?')
  const gone = { count: count(impact.gone), name: model.one }
  return page(admin, 'delete.html', {
    title: fill(heading, { name }),
    crumbs: [
      { label: model.title, url: listUrl(admin, model) },
      { label: name, url: changeUrl },
      { label: gettext('Delete'), url: null },
    ],
    model,
    status: blocked && admin.request.method === 'POST' ? 409 : 200,
    context: {
      heading: fill(heading, { name }),
      blocked,
      blockedReason: fill(
        ngettext(
          '%(count)s record needs this %(name)s. Give it another one, or delete it first.',
          '%(count)s records need this %(name)s. Give them another one, or delete them first.',
          impact.blocked,
        ),
        { count: count(impact.blocked), name: model.one },
      ),
      consequence:
        impact.gone === 0
          ? gettext('This cannot be undone.')
          : fill(
              ngettext(
                '%(count)s related record goes with it. This cannot be undone.',
                '%(count)s related records go with it. This cannot be undone.',
                impact.gone,
              ),
              gone,
            ),
      impact: impact.parts,
      changeUrl,
      back: fill(gettext('Back to the %(name)s'), { name: model.one }),
      keep: fill(gettext('Keep the %(name)s'), { name: model.one }),
      action: fill(
        impact.gone === 0
          ? gettext('Delete the %(name)s')
          : ngettext(
              'Delete the %(name)s and %(count)s related record',
              'Delete the %(name)s and %(count)s related records',
              impact.gone,
            ),
        gone,
      ),
    },
  })
}
