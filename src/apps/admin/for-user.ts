import type { ModelInfo } from '../../data/query/index.ts'
import { fieldAccess, Group } from '../auth/index.ts'
import { isOrStandsFor, isUserModel } from './access.ts'
import { listPaths, withoutPaths } from './list/without-paths.ts'
import type { ModelAdmin } from './model-admin.ts'
import type { AnyRow } from './registration.ts'
import type { AdminRequest } from './request.ts'

/** What gives rights, by what it is a field of: only a superuser writes it. */
const ofUsers = ['isSuperuser', 'isStaff', 'groups', 'userPermissions']
const ofGroups = ['permissions']

function rights(model: ModelAdmin): readonly string[] {
  if (isUserModel(model)) return ofUsers
  return isOrStandsFor(model, Group) ? ofGroups : []
}

/**
 * A model as one person may see and write it, about one row or (null) about rows in general: hidden fields are in no list, filter, search or
 * form, and what is only read is in no form that is sent. Fields that give rights are written by superusers alone; nobody gives what
 * they do not have.
 */
export async function forUser(admin: AdminRequest, model: ModelAdmin, row: AnyRow | null = null): Promise<ModelAdmin> {
  if (admin.user.isSuperuser) return model
  const { hidden, readOnly } = await fieldAccess(admin.actor, model.info, row)
  const given = rights(model)
  const gone = row === null ? new Set([...hidden, ...given]) : hidden
  const fixed = new Set([...model.readonly, ...readOnly, ...given])
  const paths = await hiddenPaths(admin, model)
  if (gone.size === 0 && fixed.size === model.readonly.size && paths.size === 0) return model
  const sections = model.sections
    .map((section) => withLines(section, visibleLines(section.lines, gone)))
    .filter(({ lines }) => lines.length > 0)
  const editable = model.editable.filter((name) => !gone.has(name) && !fixed.has(name))
  // The rest, texts of the language in force among it, is the model's own.
  return Object.create(model, {
    sections: { value: sections },
    editable: { value: editable },
    cells: { value: model.cells.filter((name) => !gone.has(name) && !fixed.has(name)) },
    quickLook: { value: model.quickLook.filter((name) => !gone.has(name)) },
    readonly: { value: fixed },
    ...Object.fromEntries(Object.entries(withoutPaths(model, paths)).map(([name, value]) => [name, { value }])),
    prepopulated: { value: new Map([...model.prepopulated].filter(([name]) => editable.includes(name))) },
  }) as ModelAdmin
}

type Section = ModelAdmin['sections'][number]

/** Its texts stay lazy: they are of the language in force. */
function withLines(section: Section, lines: Section['lines']): Section {
  return Object.create(section, { lines: { value: lines } }) as Section
}

function visibleLines(lines: Section['lines'], gone: ReadonlySet<string>): Section['lines'] {
  return lines.map((line) => line.filter((name) => !gone.has(name))).filter((line) => line.length > 0)
}

/** The paths of the list that end in a field which this person does not see, or lead through one. */
async function hiddenPaths(admin: AdminRequest, model: ModelAdmin): Promise<ReadonlySet<string>> {
  const known = new Map<ModelInfo, Promise<ReadonlySet<string>>>()
  const hiddenOf = (info: ModelInfo) => {
    let found = known.get(info)
    if (found === undefined) known.set(info, (found = fieldAccess(admin.actor, info).then(({ hidden }) => hidden)))
    return found
  }
  const hidden = new Set<string>()
  for (const path of listPaths(model)) {
    let at = model.info
    for (const step of path.split('__')) {
      // A foreign key may be written by its column: `author_id`.
      if ((await hiddenOf(at)).has(at.column(step)?.property ?? step)) hidden.add(path)
      at = at.relations.get(step)?.to ?? at
    }
  }
  return hidden
}
