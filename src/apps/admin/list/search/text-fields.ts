import type { ValueSchema } from '../../../../base/schema/index.ts'
import type { ColumnInfo, ModelInfo } from '../../../../data/query/index.ts'

/** How many fields are looked into where nobody said which. */
const most = 8

/** The short text fields of a model that words are looked for in, where its registration names none. */
export function shortTexts(info: ModelInfo): ColumnInfo[] {
  return info.columns.filter((column) => isShortText(column.field.describe())).slice(0, most)
}

function isShortText({ kind, secret, choices, format, relation }: ValueSchema): boolean {
  return (
    kind === 'string' && !secret && choices === undefined && relation === undefined && !unreadable.has(format ?? '')
  )
}

/** Texts that nobody looks for by a part of them. */
const unreadable = new Set(['uuid', 'password', 'ip', 'ipv4', 'ipv6', 'path'])
