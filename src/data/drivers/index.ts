export type {
  Asked,
  AtomicOptions,
  Connection,
  Database,
  Isolation,
  Limits,
  OpenOptions,
  Row,
  RunResult,
  Statement,
  TransactionState,
} from './driver.ts'
export { columnsOf, isolations } from './driver.ts'
export { driverErrors, IntegrityError } from './errors.ts'
export type {
  CheckDescription,
  ColumnDescription,
  DatabaseDescription,
  ForeignKeyDescription,
  IndexDescription,
  TableDescription,
  UniqueDescription,
  ViewDescription,
} from './introspection.ts'
export { introspect, introspectTemporary } from './introspection.ts'
export { openDatabase, openDatabases } from './open.ts'
export { parsePostgresUrl as postgresAddress } from './postgres/address.ts'
export { arrayText } from './postgres/encode.ts'
export { readsOnly } from './url.ts'
