import type { DatabaseName } from '../../query/index.ts'

/** Ways to write a type, and how the database writes it itself; one after the other. */
const spellings: Readonly<Record<DatabaseName, readonly (readonly [written: RegExp, own: string])[]>> = {
  sqlite: [
    [/^int\b/, 'integer'],
    [/^boolean\b/, 'bool'],
    [/^numeric\b/, 'decimal'],
    [/^character varying\b/, 'varchar'],
    [/^double(?: precision)?\b/, 'real'],
  ],
  postgres: [
    [/^(?:int|int4|serial4?)\b/, 'integer'],
    [/^(?:int8|bigserial|serial8)\b/, 'bigint'],
    [/^(?:int2|smallserial|serial2)\b/, 'smallint'],
    [/^bool\b/, 'boolean'],
    [/^varchar\b/, 'character varying'],
    [/^(?:bp)?char\b/, 'character'],
    [/^(?:decimal|dec)\b/, 'numeric'],
    [/^(?:float8|float)\b/, 'double precision'],
    [/^float4\b/, 'real'],
    [/^(timestamp|time)tz(\(\d\))?/, '$1$2 with time zone'],
    [/^(timestamp|time)(\(\d\))?(?=\[|$)/, '$1$2 without time zone'],
  ],
  mysql: [
    // How wide a number is shown changes nothing.
    [/^((?:tiny|small|medium|big)?int(?:eger)?)\(\d+\)/, '$1'],
    [/ (?:auto_increment|zerofill)\b/, ''],
    [/^integer\b/, 'int'],
    [/^bool(?:ean)?\b/, 'tinyint'],
    [/^(?:numeric|dec)\b/, 'decimal'],
    [/^(?:double precision|real)\b/, 'double'],
    [/^character varying\b/, 'varchar'],
    [/^character\b/, 'char'],
  ],
}

/** Whether two texts name one type of a database: `varchar(50)` and `character varying(50)`, `bool` and `tinyint(1)`. */
export function isSameType(database: DatabaseName, a: string, b: string): boolean {
  return ownSpelling(database, a) === ownSpelling(database, b)
}

function ownSpelling(database: DatabaseName, type: string): string {
  // The name of an own type or the values of an enumeration stand in quotes, and mean what they say.
  if (/["']/.test(type)) return type
  const plain = type
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),]) ?/g, '$1')
    .replace(/\)(?=[a-z])/, ') ')
  return spellings[database].reduce((text, [written, own]) => text.replace(written, own), plain)
}
