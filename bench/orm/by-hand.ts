import { depth } from './tables.ts'

type Plain = Record<string, unknown>

/** The page of 100 people as somebody writes it who knows the tables. */
export const pageText = (mark: '?' | '$', kind: 'sqlite' | 'postgres') => {
  const [a, b, c, d] = [1, 2, 3, 4].map((n) => (mark === '?' ? '?' : `$${n}`))
  const escaping = kind === 'sqlite' ? " ESCAPE '\\'" : ''
  return `SELECT p.id, p.name, p.age, p.sex, p.phone, p.active, p.city_id, c.id AS c_id, c.name AS c_name
  FROM app_person p INNER JOIN app_city c ON c.id = p.city_id
  WHERE p.age >= ${a} AND p.active = ${b} AND c.name LIKE ${c}${escaping} AND NOT (p.sex = ${d}) ORDER BY p.id LIMIT 100`
}

export function withCity(row: Plain): Plain {
  const { id, name, age, sex, phone, active, city_id, c_id, c_name } = row
  return { id, name, age, sex, phone, active, city_id, city: { id: c_id, name: c_name } }
}

/** Gives each city its people. */
export function rowsByCity(cities: readonly Plain[], people: readonly Plain[]): Plain[] {
  const byKey = new Map<unknown, Plain & { people: Plain[] }>()
  for (const { id, name } of cities) byKey.set(id, { id, name, people: [] })
  for (const person of people) byKey.get(person['city_id'])!.people.push(person)
  return [...byKey.values()]
}

/** 100 places and the ten around each. */
export function deepText(): string {
  const columns = Array.from({ length: depth + 1 }, (_, i) => `p${i}.id AS id${i}, p${i}.name AS name${i}`)
  const joins = Array.from(
    { length: depth },
    (_, i) => `LEFT JOIN app_place p${i + 1} ON p${i + 1}.id = p${i}.around_id`,
  )
  return `SELECT ${columns.join(', ')} FROM app_place p0 ${joins.join(' ')} WHERE p0.id > 900`
}

export function nested(row: Plain): Plain {
  let around: Plain | null = null
  for (let i = depth; i >= 0; i--)
    if (row[`id${i}`] !== null) around = { id: row[`id${i}`], name: row[`name${i}`], around }
  return around!
}
