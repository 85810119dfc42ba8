import { Reader } from './reader.ts'
import { statementsOf, type Token } from './tokens.ts'

/** A column as DDL writes it. */
export interface ColumnText {
  readonly name: string
  /** 'varchar(50)', in small letters. */
  readonly type: string
  readonly null: boolean
  readonly unique: boolean
  readonly primaryKey: boolean
  /** The database numbers it. */
  readonly counts: boolean
  /** As SQL; null for none. */
  readonly default: string | null
  readonly generated: 'stored' | 'virtual' | null
  readonly check: boolean
  /** The table that it points at. */
  readonly references: string | null
}

/** What may stand behind a column's type. */
const attributes = [
  ...['NOT', 'NULL', 'DEFAULT', 'GENERATED', 'AS', 'UNIQUE', 'PRIMARY', 'CHECK', 'REFERENCES', 'COLLATE', 'COMMENT'],
  ...['CONSTRAINT', 'AUTO_INCREMENT', 'AUTOINCREMENT', 'ON', 'FIRST', 'AFTER', 'KEY', 'DEFERRABLE'],
]

/** Reads a column, with all that belongs to it. */
export function columnOf(read: Reader): ColumnText {
  const column = { ...plain, name: read.name(), type: read.until(attributes).toLowerCase() }
  for (;;) {
    const next: Token | undefined = read.peek()
    if (next === undefined || next.value === ',') return column
    if (read.accept('NOT', 'NULL')) column.null = false
    else if (read.accept('PRIMARY', 'KEY')) column.primaryKey = true
    else if (read.accept('UNIQUE')) column.unique = true
    else if (read.accept('AUTO_INCREMENT') || read.accept('AUTOINCREMENT')) column.counts = true
    else if (read.accept('DEFAULT')) column.default = read.until(attributes, 1)
    else if (read.accept('CHECK')) column.check = read.group() !== ''
    else if (read.accept('REFERENCES')) column.references = read.name()
    else if (read.accept('GENERATED')) {
      if (read.accept('BY', 'DEFAULT') || (read.accept('ALWAYS') && read.accept('AS', 'IDENTITY'))) column.counts = true
      else {
        read.accept('AS')
        read.group()
        column.generated = read.accept('STORED') || read.accept('PERSISTENT') ? 'stored' : 'virtual'
      }
    } else read.skipGroup()
  }
}

const plain: { -readonly [K in keyof ColumnText]: ColumnText[K] } = {
  name: '',
  type: '',
  null: true,
  unique: false,
  primaryKey: false,
  counts: false,
  default: null,
  generated: null,
  check: false,
  references: null,
}

/** A column's type with what belongs to it, read as DDL writes it: 'bigint AUTO_INCREMENT'. */
export function typeOf(declared: string): Pick<ColumnText, 'type' | 'counts'> {
  const text = `x ${declared}`
  return columnOf(new Reader(text, statementsOf(text)[0]!.tokens))
}
