export { BoundField, type FieldOption } from './bound-field.ts'
export type { FieldValues, FormInput, UploadedFileLike } from './data.ts'
export {
  type Cleaned,
  type FieldName,
  Form,
  type FormProblem,
  type FormRequest,
  withoutFields,
} from './form.ts'
export type { FormErrors, FormOptions } from './form-core.ts'
export { allValid } from './formsets/all-valid.ts'
export type { FormsetDeclaration } from './formsets/declaration.ts'
export { Formset, type FormsetEntry } from './formsets/formset.ts'
export { type AddedFields, type FormsetClass, formset } from './formsets/functions.ts'
export {
  InlineFormset,
  type InlineFormsetDeclaration,
  type InlineFormsetMeta,
  type InlineFormsetOptions,
} from './formsets/inline-formset.ts'
export { ManagementForm } from './formsets/management.ts'
export type { FormsetMeta, FormsetOptions } from './formsets/members.ts'
export {
  type FormsetRows,
  ModelFormset,
  type ModelFormsetDeclaration,
  type ModelFormsetOptions,
  type RowForm,
} from './formsets/model-formset.ts'
export {
  type InlineFormsetClass,
  inlineFormset,
  type ModelFormsetClass,
  modelFormset,
} from './formsets/model-functions.ts'
export type { FormsetInput } from './formsets/schema.ts'
export { BooleanInput, NullBooleanInput } from './inputs/boolean.ts'
export {
  ChoiceInput,
  type ChoiceOptions,
  type ChoiceSource,
  type Choices,
  MultipleChoiceInput,
} from './inputs/choice.ts'
export { ComboInput } from './inputs/combo.ts'
export { DurationInput } from './inputs/duration.ts'
export {
  FileInput,
  type FileOptions,
  type FilesOptions,
  type FileValue,
  ImageInput,
  type ImageOptions,
  MultipleFileInput,
} from './inputs/file.ts'
export { FilePathInput, type FilePathOptions } from './inputs/file-path.ts'
export { input } from './inputs/functions.ts'
export { bareContext, type CleanContext, Input, type InputOptions } from './inputs/input.ts'
export { JsonInput, type JsonOptions } from './inputs/json.ts'
export {
  ModelChoiceInput,
  type ModelChoiceOptions,
  ModelMultipleChoiceInput,
  type RowLike,
  type RowSource,
} from './inputs/model-choice.ts'
export { DateInput, DateTimeInput, type MomentOptions, TimeInput } from './inputs/moments.ts'
export { MultiInput, type MultiOptions } from './inputs/multi.ts'
export {
  BigIntegerInput,
  DecimalInput,
  type DecimalOptions,
  FloatInput,
  IntegerInput,
  type NumberOptions,
} from './inputs/numbers.ts'
export { SchemaInput } from './inputs/schema.ts'
export { SplitDateTimeInput, type SplitDateTimeOptions } from './inputs/split-date-time.ts'
export {
  CharInput,
  type CharOptions,
  EmailInput,
  IpAddressInput,
  type IpAddressOptions,
  PasswordTextInput,
  RegexInput,
  type RegexOptions,
  SlugInput,
  type SlugOptions,
  TextAreaInput,
  UrlInput,
  type UrlOptions,
  UuidInput,
} from './inputs/text.ts'
export { type KeptUpload, KeptUploads, type KeptUploadsOptions, keptUploadsService } from './kept/kept-uploads.ts'
export { Media, type MediaFiles, type ScriptFile } from './media.ts'
export {
  type AnyModelForm,
  type AnyModelFormClass,
  type Editable,
  type FieldOptions,
  type ModelFormClass,
  type ModelFormOf,
  modelForm,
  modelFormFor,
} from './model/functions.ts'
export type { CommonOptions, FormField, InputFactory } from './model/inputs.ts'
export { ModelForm, type ModelFormDeclaration, type ModelFormMeta, type ModelFormOptions } from './model/model-form.ts'
export {
  type FormRenderer,
  type FormSettings,
  type FormTemplate,
  formLocaleDir,
  formSettingsService,
  formTemplatesDir,
  TemplateRenderer,
  type TemplateRendererOptions,
} from './renderer.ts'
export type { StandardIssue, StandardOutput, StandardResult, StandardSchemaV1 } from './standard-schema.ts'
export { CheckboxWidget } from './widgets/checkbox.ts'
export {
  CheckboxSelectMultiple,
  MultipleHiddenInput,
  NullBooleanSelect,
  RadioSelect,
  Select,
  SelectMultiple,
} from './widgets/choice.ts'
export { ClearableFileWidget, currentFile, FileWidget } from './widgets/file.ts'
export { type WidgetName, widget } from './widgets/functions.ts'
export { DateTimeWidget, DateWidget, MomentWidget, TimeWidget } from './widgets/moments.ts'
export { type DrawnPart, MultiWidget, type WidgetPart } from './widgets/multi.ts'
export { type SelectDateOptions, SelectDateWidget } from './widgets/select-date.ts'
export { SplitDateTimeWidget, SplitHiddenDateTimeWidget, type SplitOptions } from './widgets/split-date-time.ts'
export { HiddenInput, NumberInput, PasswordInput, Textarea, TextInput } from './widgets/text.ts'
export {
  type Attributes,
  Widget,
  type WidgetChoice,
  type WidgetContext,
  type WidgetGroup,
  type WidgetOption,
} from './widgets/widget.ts'
