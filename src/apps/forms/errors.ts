import { defineErrors, didYouMean } from '../../base/errors/index.ts'

export const formsErrors = defineErrors('FORMS', {
  NOT_VALIDATED: {
    status: null,
    message: ({ form, what }: { form: string; what: string }) =>
      `${form} has data that was not validated yet, so it has no ${what}.`,
    hint: 'Await `form.isValid()` first.',
  },
  NO_DATA: {
    status: null,
    message: ({ form }: { form: string }) => `${form} was made without data, so it has no cleaned values.`,
    hint: 'Make the form with `data`, or with `await Form.from(request)` in the answer to a POST.',
  },
  UNKNOWN_FIELD: {
    status: null,
    message: ({ form, field, known }: { form: string; field: string; known: readonly string[] }) =>
      `${form} has no field '${field}'${didYouMean(field, known)}.`,
    hint: 'Name a property of the form whose value came from `input`.',
  },
  BAD_FIELD_NAME: {
    status: null,
    message: ({ form, field }: { form: string; field: string }) => `${form} cannot have a field called '${field}'.`,
    hint: 'Choose another name: this one belongs to every form.',
  },
  CHOICES_NOT_LOADED: {
    status: null,
    message: ({ form, field }: { form: string; field: string }) =>
      `The choices of '${field}' in ${form} come from a database or a promise and are not there yet.`,
    hint: 'Await `form.ready()` before drawing the form; `Form.from(request)` and `form.render()` do it by themselves.',
  },
  NOT_VALID: {
    status: null,
    message: ({ form }: { form: string }) => `${form} cannot be saved: its data did not validate.`,
    hint: 'Save only where `await form.isValid()` was true, and show the form again otherwise.',
  },
  BAD_FORMSET: {
    status: null,
    message: ({ formset, problem }: { formset: string; problem: string }) => `${formset} cannot be made: ${problem}.`,
    hint: "Give whole numbers of at least 0 for 'extra', 'min', 'max' and 'absoluteMax', with 'max' the smaller of the last two.",
  },
  ROWS_NOT_LOADED: {
    status: null,
    message: ({ formset }: { formset: string }) =>
      `The rows of ${formset} have not been fetched yet, so it has no forms.`,
    hint: 'Await `formset.ready()` or `formset.isValid()` first; `from(request)` and `render()` do it by themselves.',
  },
  NO_PARENT_KEY: {
    status: null,
    message: ({ model, parent, known }: { model: string; parent: string; known: readonly string[] }) =>
      known.length === 0
        ? `${model} has no foreign key to ${parent}.`
        : `${model} has more than one foreign key to ${parent}: ${known.join(', ')}.`,
    hint: "Say which foreign key ties the forms to their parent: `fk: 'author'`.",
  },
  UNKNOWN_WIDGET: {
    status: null,
    message: ({ widget, known }: { widget: string; known: readonly string[] }) =>
      `There is no widget '${widget}'${didYouMean(widget, known)}.`,
    hint: 'Name one of `widget`, or give one: `widget: widget.textarea({ rows: 4 })`, `widget.input(type)` for other types of <input>.',
  },
  NO_SCHEMA: {
    status: null,
    message: () => 'What `input.schema` was given is no Standard Schema.',
    hint: 'Give a schema of a library that keeps to Standard Schema (Zod from 3.24, Valibot from 1, ArkType from 2), or an object with `~standard`.',
  },
  BAD_SIZE: {
    status: null,
    message: ({ option, given }: { option: string; given: string }) =>
      `The option '${option}' of a file input is ${given}.`,
    hint: 'Give a number: bytes as `maxSize: 2_000_000`, or how many.',
  },
  NO_INPUT: {
    status: null,
    message: ({ model, field, type }: { model: string; field: string; type: string }) =>
      `No input is known for ${model}.${field}, a field of type '${type}'.`,
    hint: 'Give one in `inputs` of the form or of the project’s form settings, or leave the field out with `exclude`.',
  },
  UNKNOWN_MODEL_FIELD: {
    status: null,
    message: ({
      model,
      field,
      option,
      known,
    }: {
      model: string
      field: string
      option: string
      known: readonly string[]
    }) => `${model} has no field '${field}' that a form can edit, named in '${option}'${didYouMean(field, known)}.`,
    hint: 'Name editable fields of the model; keys that are filled by the database are not among them.',
  },
  NO_FIELDS: {
    status: null,
    message: ({ model }: { model: string }) => `A form for ${model} says neither 'fields' nor 'exclude'.`,
    hint: "List the fields that people may change, or say `fields: '__all__'`.",
  },
})
