import type { ModelInfo, RelationInfo } from '../../../data/query/index.ts'
import { gettext, ngettext } from '../../../web/i18n/index.ts'
import { knownRows } from '../access.ts'
import { labelled, rowLabel } from '../form/relations/row-choices.ts'
import { count, fill } from '../format.ts'
import { maySeeRows, registrationOf } from '../history/seen.ts'
import { capitalise } from '../paths.ts'
import { type AdminRequest, rowUrl } from '../request.ts'
import { type Blocker, type Impact, type ImpactGroup, sumOf } from './impact.ts'

/** How many rows of each kind a page names. */
const mostNamed = 20

/** A part of the page: what is in the way, goes or stays. */
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

/** What a deletion does, in words: with what is in the way first, and nothing else while something is. */
export async function drawImpact(admin: AdminRequest, info: ModelInfo, impact: Impact): Promise<ImpactPart[]> {
  if (impact.blocks.length > 0) {
    const lines = await Promise.all(impact.blocks.map((each) => groupLine(admin, each, blockerTitle(each))))
    return [part('blocked', 'alert', gettext('In the way'), impact.blocks, lines, true)]
  }
  const goes = await Promise.all(impact.goes.map((each) => groupLine(admin, each, names(each.info))))
  const stays = await Promise.all(
    impact.stays.map((each) =>
      each.info.automatic ? linkLine(info, each.info, each.count) : groupLine(admin, each, names(each.info)),
    ),
  )
  return [
    ...(goes.length === 0 ? [] : [part('bad', 'trash', gettext('Goes with it'), impact.goes, goes, impact.isWhole)]),
    ...(stays.length === 0 ? [] : [part('keep', 'link', gettext('Stays, without it'), impact.stays, stays, true)]),
  ]
}

/** What a deletion takes along, as a sentence before it is done. */
export function consequence(gone: number): string {
  if (gone === 0) return gettext('This cannot be undone.')
  const message = ngettext(
    '%(count)s related record goes with it. This cannot be undone.',
    '%(count)s related records go with it. This cannot be undone.',
    gone,
  )
  return fill(message, { count: count(gone) })
}

function part(
  kind: ImpactPart['kind'],
  icon: string,
  title: string,
  groups: readonly ImpactGroup[],
  lines: readonly ImpactLine[],
  isWhole: boolean,
): ImpactPart {
  const sum = count(sumOf(groups))
  return { kind, icon, title, count: isWhole ? sum : fill(gettext('at least %(count)s'), { count: sum }), lines }
}

const names = (info: ModelInfo) => capitalise(info.verboseNamePlural)

function blockerTitle({ info, why, relation, direct }: Blocker): string {
  if (why === 'denied') return fill(gettext('%(names)s: you may not delete them'), { names: names(info) })
  if (!direct) {
    const owners = relation.to.verboseNamePlural
    return fill(gettext('%(names)s, of %(owners)s that would go with it'), { names: names(info), owners })
  }
  const field = relation.near.field.describe().label
  return fill(gettext('%(names)s, as their %(field)s'), { names: names(info), field })
}

/** Rows by name, as far as this person sees them; the others are counted. */
async function groupLine(admin: AdminRequest, group: ImpactGroup, title: string): Promise<ImpactLine> {
  const { info, rows, count: all } = group
  const model = registrationOf(admin, info)
  const seen = maySeeRows(admin, info)
    ? await labelled(
        admin,
        info,
        knownRows(admin, info)
          .orderBy()
          .filter({ pk__in: rows.values('pk') }),
      ).slice(0, mostNamed)
    : []
  return {
    title,
    count: count(all),
    rows: seen.map((row) => ({
      name: rowLabel(row),
      url: model === undefined ? null : rowUrl(admin, model, row['pk'], 'change'),
    })),
    more: all > seen.length ? count(all - seen.length) : '',
  }
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

/** The blocking relations that another row can take the place in: those that point at the row itself. */
export function movable(impact: Impact): readonly RelationInfo[] | null {
  const isMovable = ({ direct, why, relation }: Blocker) => direct && why === 'needs' && relation.generic === null
  if (impact.blocks.length === 0 || !impact.blocks.every(isMovable)) return null
  return impact.blocks.map(({ relation }) => relation)
}
