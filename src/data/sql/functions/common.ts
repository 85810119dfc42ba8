import { aggregates } from './aggregates.ts'
import type { Aggregates, Functions } from './call.ts'
import { comparison } from './comparison.ts'
import { dates } from './dates.ts'
import { math } from './math.ts'
import { text } from './text.ts'

const groups = [text, math, dates, comparison]
const tableOf = (database: 'common' | 'sqlite' | 'postgres' | 'mysql'): Functions =>
  Object.assign({}, ...groups.map((group) => group[database]))

/** Functions that every database writes alike. */
export const commonFunctions: Functions = tableOf('common')
export const sqliteFunctions: Functions = tableOf('sqlite')
export const postgresFunctions: Functions = tableOf('postgres')
export const mysqlFunctions: Functions = tableOf('mysql')

/** Aggregates that every database writes alike. */
export const commonAggregates: Aggregates = aggregates.common
export const sqliteAggregates: Aggregates = aggregates.sqlite
export const postgresAggregates: Aggregates = aggregates.postgres
export const mysqlAggregates: Aggregates = aggregates.mysql
