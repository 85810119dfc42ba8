export { type Issue, ValidationError, type Validator } from '../../base/schema/index.ts'
export { IntegrityError } from '../drivers/index.ts'
export type { AnyModelClass } from './class.ts'
export { connect } from './connect.ts'
export { defineModel, type ModelDefinition } from './define-model.ts'
export { describeModel, type ModelDescription } from './describe-model.ts'
export { DoesNotExist, MultipleObjectsReturned, ormErrors, ProtectedError, RestrictedError } from './errors.ts'
export { customField, field } from './field.ts'
export { BaseField, type Binding, type FieldOptions, type SchemaPart } from './fields/base.ts'
export type { CustomFieldDefinition, CustomLookup, CustomSql, CustomTransform } from './fields/custom/custom.ts'
export { Decimal } from './fields/decimal/decimal.ts'
export { customFieldsService, fieldFromState, fieldTypes } from './fields/from-state.ts'
export type { StandardSchema } from './fields/json/standard-schema.ts'
export {
  type AggregateOf,
  Avg,
  Case,
  Cast,
  Coalesce,
  Count,
  Exists,
  F,
  infoOf,
  lookups,
  Max,
  Min,
  OuterRef,
  Prefetch,
  prefetchRelatedObjects,
  Q,
  RowNumber,
  Subquery,
  Sum,
  untyped,
  Value,
  When,
  Window,
} from './functions.ts'
export { hooks, on, subscribe } from './hooks.ts'
export { type ModelOptions, meta } from './meta.ts'
export { KeyedModel, Model, type ModelClass } from './model.ts'
export { type AppModels, buildRegistry } from './registry.ts'
export { choiceLabel, isSameRow, nextBy, previousBy } from './row-functions.ts'
export { type Rule, resolveRule } from './rules/resolve.ts'
export {
  type ConditionState,
  conditionFromState,
  conditionState,
  type ExpressionState,
  expressionFromState,
  expressionState,
  mapPaths,
  pathsInState,
} from './rules/state.ts'
export {
  atomic,
  createOrm,
  type DeleteResult,
  deferredFields,
  isSaved,
  type Orm,
  type OrmOptions,
  onCommit,
  ormService,
  type RelatedObjects,
  relatedObjects,
  rowInfo,
  type SaveOptions,
  sql,
} from './runtime.ts'
export { scope } from './scope.ts'
export {
  SearchHeadline,
  SearchMatch,
  SearchQuery,
  SearchRank,
  SearchVector,
  TrigramDistance,
  TrigramSimilarity,
  TrigramStrictWordSimilarity,
  TrigramWordSimilarity,
} from './search.ts'
export { resetSequences } from './sequences.ts'
export type {
  AggregateOptions,
  AnyExpression,
  Arg,
  Args,
  Branch,
  Derived,
  Expression,
  Fixed,
  Named,
  NullsOption,
  OrderTerm,
  Reading,
  Truth,
  WindowOptions,
  With,
} from './types/expressions.ts'
export type {
  ArrayOptions,
  CharOptions,
  ColumnOptions,
  CustomFieldFunction,
  DecimalOptions,
  FieldFunctions,
  FileOptions,
  FilePathOptions,
  GeneratedOptions,
  IpAddressOptions,
  ManyToManyOptions,
  MomentOptions,
  RelationOptions,
  SlugOptions,
  TextOptions,
} from './types/fields.ts'
export type { PrefetchChoice, PrefetchOf } from './types/loading.ts'
export type { Condition, Json, Lookups } from './types/lookups.ts'
export type { Explained, Wrong } from './types/mistakes.ts'
export type { ColumnPaths, Paths, PathValue } from './types/paths.ts'
export type { BulkCreateOptions, Changes, Prefetched, QuerySet, Scope } from './types/queryset.ts'
export type { AnyLookups, AnyMany, AnyQuerySet, AnyRow } from './types/untyped.ts'
export type {
  Columns,
  DateString,
  Default,
  Defaults,
  Key,
  Many,
  One,
  PkOf,
  Ref,
  Relations,
  Row,
  Through,
  TimeString,
  UuidString,
  Values,
} from './types/values.ts'
