import { expressionOf } from '../../../../src/data/orm/expressions/operand.ts'
import type { ExpressionRuntime } from '../../../../src/data/orm/expressions.ts'
import { field } from '../../../../src/data/orm/field.ts'
import * as orm from '../../../../src/data/orm/runtime.ts'
import { decode } from '../../values.ts'
import type { Project } from './project.ts'
import { build, type Query } from './query.ts'

/** The vector needs something that nuages/orm does not have yet. */
export class Unsupported extends Error {}

export type Data = Record<string, unknown>

export const isPlain = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const tagOf = (value: unknown): string | null => {
  const key = isPlain(value) ? Object.keys(value)[0] : undefined
  return key?.startsWith('$') === true ? key : null
}
const values = new Set([
  '$date',
  '$time',
  '$duration',
  '$decimal',
  '$float',
  '$int',
  '$bytes',
  '$uuid',
  '$tuple',
  '$set',
])

/** An argument that is a condition: lookups, or a Q. */
export function condition(project: Project, given: Data): object {
  const parts = (key: string) => (given[key] as Data[]).map((each) => condition(project, each))
  switch (tagOf(given)) {
    case null:
      return lookups(project, given)
    case '$and':
      return orm.Q(...parts('$and'))
    case '$or': {
      const [first, ...rest] = parts('$or')
      return first === undefined ? orm.Q() : orm.Q(first).or(...rest)
    }
    case '$xor': {
      const [first, ...rest] = parts('$xor')
      return first === undefined ? orm.Q() : orm.Q(first).xor(...rest)
    }
    case '$not':
      return orm.Q(condition(project, given['$not'] as Data)).not()
    case '$exists': {
      const exists = orm.Exists(build(project, given['$exists'] as Query))
      return given['negated'] === true ? exists.not() : exists
    }
    default:
      throw new Unsupported(tagOf(given)!)
  }
}

export function lookups(project: Project, given: Data): Data {
  const out: Data = {}
  for (const [path, each] of Object.entries(given)) out[path] = value(project, each)
  return out
}

export function value(project: Project, given: unknown): unknown {
  const tag = tagOf(given)
  if (tag === null)
    return Array.isArray(given) ? given.map((each) => value(project, each)) : isPlain(given) ? given : given
  if (values.has(tag)) return decode(given)
  const inner = (given as Data)[tag]
  if (tag === '$query') return build(project, inner as Query)
  return expression(project, given)
}

/** The fields that `output` names. */
const outputs: Readonly<Record<string, () => unknown>> = {
  decimal: () => field.decimal({ maxDigits: 30, decimalPlaces: 9 }),
  integer: () => field.integer(),
  float: () => field.float(),
  char: () => field.char({ maxLength: 255 }),
  text: () => field.text(),
  boolean: () => field.boolean(),
  date: () => field.date(),
  datetime: () => field.datetime(),
  duration: () => field.duration(),
  time: () => field.time(),
  json: () => field.json(),
}

function outputOf(name: unknown): unknown {
  const make = outputs[name as string]
  if (make === undefined) throw new Unsupported(`output ${String(name)}`)
  return make()
}

/** Functions by tag: of one argument, or of a list of them. */
const functions: Readonly<Record<string, (...of: never[]) => ExpressionRuntime>> = {
  $coalesce: orm.Coalesce,
  $concat: orm.Concat,
  $greatest: orm.Greatest,
  $least: orm.Least,
  $nullif: orm.NullIf,
  $lower: orm.Lower,
  $upper: orm.Upper,
  $length: orm.Length,
  $trim: orm.Trim,
  $ltrim: orm.LTrim,
  $rtrim: orm.RTrim,
  $reverse: orm.Reverse,
  $abs: orm.Abs,
  $ceil: orm.Ceil,
  $floor: orm.Floor,
  $sign: orm.Sign,
  $sqrt: orm.Sqrt,
  $exp: orm.Exp,
  $ln: orm.Ln,
  $log: orm.Log,
  $substr: orm.Substr,
  $left: orm.Left,
  $right: orm.Right,
  $repeat: orm.Repeat,
  $lpad: orm.LPad,
  $rpad: orm.RPad,
  $replace: orm.Replace,
  $strindex: orm.StrIndex,
  $chr: orm.Chr,
  $ord: orm.Ord,
  $md5: orm.MD5,
  $sha1: orm.SHA1,
  $sha256: orm.SHA256,
  $power: orm.Power,
  $mod_fn: orm.Mod,
  $round: ((of: unknown, places?: number) => orm.Round(of, places === undefined ? {} : { places })) as never,
  $row_number: orm.RowNumber,
  $rank: orm.Rank,
  $dense_rank: orm.DenseRank,
  $percent_rank: orm.PercentRank,
  $cume_dist: orm.CumeDist,
  $ntile: orm.Ntile,
  $lag: ((of: unknown, offset?: number) => orm.Lag(of, offset === undefined ? {} : { offset })) as never,
  $lead: ((of: unknown, offset?: number) => orm.Lead(of, offset === undefined ? {} : { offset })) as never,
  $first_value: orm.FirstValue,
  $last_value: orm.LastValue,
  $nth_value: orm.NthValue,
  $now: orm.Now,
}

const aggregates: Readonly<Record<string, typeof orm.Count>> = {
  $count: orm.Count,
  $sum: orm.Sum,
  $avg: orm.Avg,
  $min: orm.Min,
  $max: orm.Max,
  $stddev: orm.StdDev,
  $variance: orm.Variance,
}

const methods = {
  $add: 'plus',
  $sub: 'minus',
  $mul: 'times',
  $div: 'dividedBy',
  $mod: 'modulo',
  $pow: 'power',
  $bitand: 'bitAnd',
  $bitor: 'bitOr',
  $bitxor: 'bitXor',
} as const

/** An argument of a function: a path, an expression, or another value. */
function argument(project: Project, given: unknown): unknown {
  return typeof given === 'string' || tagOf(given) === null ? given : value(project, given)
}

export function expression(project: Project, given: unknown): ExpressionRuntime {
  const made = bare(project, given)
  const said = isPlain(given) && given['$cast'] === undefined ? given['output'] : undefined
  return said === undefined ? made : made.output(outputOf(said))
}

function bare(project: Project, given: unknown): ExpressionRuntime {
  const tag = tagOf(given)
  if (typeof given === 'string') return orm.F(given)
  if (tag === null || values.has(tag)) return orm.Value(decode(given))
  const data = given as Data
  const inner = data[tag]
  const listed = () => (Array.isArray(inner) ? inner : [inner])
  const aggregate = aggregates[tag]
  if (aggregate !== undefined) {
    const filter = data['filter'] === undefined ? {} : { filter: condition(project, data['filter'] as Data) }
    const sample = data['sample'] === undefined ? {} : { sample: data['sample'] === true }
    const otherwise = data['default'] === undefined ? {} : { default: value(project, data['default']) }
    const of = typeof inner === 'string' ? inner : expression(project, inner)
    return aggregate(of, { distinct: data['distinct'] === true, ...filter, ...sample, ...otherwise })
  }
  const make = functions[tag]
  if (make !== undefined) return make(...(listed().map((each) => argument(project, each)) as never[]))
  const method = methods[tag as keyof typeof methods]
  if (method !== undefined) {
    const [a, b] = inner as [unknown, unknown]
    return expression(project, a)[method](typeof b === 'string' ? orm.F(b) : argument(project, b))
  }
  const zone = data['tz'] === undefined ? {} : { timezone: data['tz'] as string }
  switch (tag) {
    case '$f':
      return orm.F(inner as string)
    case '$v':
      return orm.Value(decode(inner))
    case '$outer':
      return orm.OuterRef(inner as string)
    case '$q':
      return expressionOf(orm.Q(condition(project, inner as Data)))
    case '$exists':
      return condition(project, data) as ExpressionRuntime
    case '$subquery':
      return orm.Subquery(build(project, inner as Query))
    case '$cast':
      return orm.Cast(argument(project, inner), outputOf(data['output']))
    case '$extract': {
      const [of, part] = inner as [unknown, never]
      return orm.Extract(argument(project, of), part, zone)
    }
    case '$trunc': {
      const [of, part] = inner as [unknown, never]
      const output = data['output'] === undefined ? {} : { output: outputOf(data['output']) }
      return orm.Trunc(argument(project, of), part, { ...zone, ...output })
    }
    case '$case': {
      const branches = (inner as [Data, unknown][]).map(([holds, then]) =>
        orm.When(condition(project, holds), argument(project, then)),
      )
      const otherwise = data['default']
      return orm.Case(...branches, otherwise === undefined ? {} : { default: argument(project, otherwise) })
    }
    case '$filtered':
      return orm.FilteredRelation(inner as string, { condition: condition(project, data['condition'] as Data) })
    case '$window': {
      const { partition_by: partition, order_by: order } = data
      const terms = (of: unknown) => [of].flat().map((each) => argument(project, each))
      return orm.Window(expression(project, inner), {
        ...(partition === undefined ? {} : { partitionBy: terms(partition) }),
        ...(order === undefined ? {} : { orderBy: terms(order) }),
      })
    }
  }
  throw new Unsupported(tag)
}
