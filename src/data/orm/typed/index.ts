/** Functions of the database with their types; the rest of them stands in `../functions.ts`. */
export * from './aggregates.ts'
export * from './comparison.ts'
export * from './dates.ts'
export * from './filtered-relation.ts'
export * from './math.ts'
export * from './text.ts'
export * from './windows.ts'
