export type {
  AtomicOptions,
  Connection,
  Database,
  OpenOptions,
  Row,
  RunResult,
  Statement,
  TransactionState,
} from './driver.ts'
export { columnsOf } from './driver.ts'
export { driverErrors, IntegrityError } from './errors.ts'
export type {
  CheckDescription,
  ColumnDescription,
  DatabaseDescription,
  ForeignKeyDescription,
  IndexDescription,
  TableDescription,
} from './introspection.ts'
export { introspect } from './introspection.ts'
export { openDatabase } from './open.ts'
export { arrayText } from './postgres/encode.ts'
