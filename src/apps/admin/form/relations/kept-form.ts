import { tryUse } from '../../../../base/context/index.ts'
import { FormBody } from '../../../../web/http/index.ts'
import { keptUploadsService } from '../../../forms/index.ts'
import type { AdminRequest } from '../../request.ts'

/** A form that waits while a row that it misses is added: where it stands, what was typed, and which field asked. */
export interface Parked {
  /** The address of the form, as it was asked for. */
  readonly target: string
  readonly title: string
  /** The name of the field's control. */
  readonly field: string
  /** The place of the model whose row the field takes: 'shop/author'. */
  readonly model: string
  readonly entries: readonly (readonly [string, string])[]
}

/** Forms of one person are read by that person alone. */
function claimOf({ user }: AdminRequest): string {
  return `admin form of ${String(user.pk)}`
}

/**
 * Keeps a form for as long as uploads of refused forms are kept, in the same place; the token that gives it back to the same person. Null where the
 * project keeps none, or where there is no room.
 */
export async function park(admin: AdminRequest, parked: Parked): Promise<string | null> {
  const bytes = new TextEncoder().encode(JSON.stringify(parked))
  const file = { name: 'form', type: 'application/json', size: bytes.length, bytes: async () => bytes }
  return (await tryUse(keptUploadsService)?.keep(file, claimOf(admin)))?.token ?? null
}

/** The form of a token; null for one that was made up, is somebody else's, or has expired. */
export async function parkedForm(admin: AdminRequest, token: string): Promise<Parked | null> {
  const file = await tryUse(keptUploadsService)?.find(token, claimOf(admin))
  if (file === null || file === undefined) return null
  return JSON.parse(new TextDecoder().decode(await file.bytes())) as Parked
}

/** Uploads of a form, kept each for its field: the entries that bring them back. */
export async function keptFiles(body: FormBody): Promise<(readonly [string, string])[]> {
  const kept = tryUse(keptUploadsService)
  const entries: (readonly [string, string])[] = []
  for (const [name, file] of body.files) {
    const found = file.size === 0 ? null : ((await kept?.keep(file, name)) ?? null)
    if (found !== null) entries.push([`${name}-kept`, found.token])
  }
  return entries
}

/** A parked form as it was sent, marked to be drawn again and not saved. */
export function sentAgain({ entries }: Parked): FormBody {
  return new FormBody([...entries, ['_again', '1']])
}

/** The entries of a parked form with the row of a key chosen in the field that asked: one more of several, or in the place of the one before. */
export function withChosen(
  { entries, field }: Parked,
  key: string,
  many: boolean,
): readonly (readonly [string, string])[] {
  const was = `_was_${field}`
  const known = entries.find(([name]) => name === was)
  // Relations that are looked up know rows by their keys too, whatever they show.
  const several = many || known?.[1].startsWith('[') === true
  const others = entries.filter(([name]) => name !== was && (several && known === undefined ? true : name !== field))
  if (known === undefined) return [...others, [field, key]]
  if (!several) return [...others, [field, key], [was, key]]
  const lines = entries.filter(([name]) => name === field).map(([, value]) => value)
  return [...others, [field, [...lines, key].join('\n')], known]
}
